"""項目定義: versioned column layouts, files of them in the encodings receivers want, and safe hand-over in a folder."""
