"""Two zones apart: what crosses, packed, sealed, sent, taken in (docs/operate/zones.md).

``crossings`` is the registry that rooms declare in their ``crossing`` module; ``sealing`` and ``contents`` are the
package; ``sending`` and ``taking_in`` are the two ends; ``courier`` is the folder between them.
"""
