"""The tests of Madoguchi; the folders are explained in docs/develop/testing.md."""
