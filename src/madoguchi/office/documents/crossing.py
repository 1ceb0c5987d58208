"""What crosses of documents: letters, with the decision that they tell of (``selectors.crossing_rows``)."""

from madoguchi.ground.foundation.public import crossings
from madoguchi.office.documents.models import IssuedDocument, NumberSeries

crossings.carried(NumberSeries, by=crossings.LGWAN, without=("last_number",))
crossings.carried(IssuedDocument, by=crossings.LGWAN)
