"""文書: PDF letters by Typst, their numbers (文書番号) and their verification."""
