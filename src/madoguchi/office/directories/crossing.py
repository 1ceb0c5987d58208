"""What crosses of directories: nothing. Lists of others are imported in each zone."""

from madoguchi.ground.foundation.public import crossings
from madoguchi.office.directories.models import BranchRow, Edition, PlaceRow

crossings.local(Edition, PlaceRow, BranchRow, because="lists that others publish are imported in each zone")
