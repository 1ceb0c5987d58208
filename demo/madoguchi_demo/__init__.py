"""The fictional prefecture 陽向県 and a walker that uses Madoguchi over HTTP as its people do."""
