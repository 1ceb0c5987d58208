"""Forms as XLSForm, the workbooks of the ODK and Kobo world, in and out (xlsform.org; pyxform 4.5)."""
