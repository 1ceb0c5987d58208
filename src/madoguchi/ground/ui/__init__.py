"""The look of the product: shells, components, navigation, languages and plots; knows no room."""
