"""What an applicant is told, worked out from what happened."""
