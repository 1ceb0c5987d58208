"""The language of rules in pure Python: text, types, checker, closures. Works without the rest of the product.

The reference is docs/develop/rules-language.md; every back end keeps to it bit for bit.
"""
