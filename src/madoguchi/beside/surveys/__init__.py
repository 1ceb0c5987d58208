"""調査: answers collected without a case: questionnaires to residents, by web and on paper, and what comes of them."""
