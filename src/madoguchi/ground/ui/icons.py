"""The icons, drawn for this product on a 24 × 24 grid with 2-unit strokes in the colour of the text beside them."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

#: name → SVG shapes. Icons never stand alone: a word always goes with them.
SHAPES: dict[str, str] = {
    "arrow-left": '<path d="M19 12H5M11 6l-6 6 6 6"/>',
    "arrow-right": '<path d="M5 12h14M13 6l6 6-6 6"/>',
    "bell": '<path d="M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4"/>',
    "book": '<path d="M4 5a2 2 0 0 1 2-2h14v15H6a2 2 0 0 0-2 2zM4 20a2 2 0 0 0 2 1h14v-3M8 7h8"/>',
    "calendar": '<path d="M4 6h16v15H4zM4 11h16M8 3v5M16 3v5"/>',
    "camera": '<path d="M3 8h4l2-3h6l2 3h4v12H3z"/><circle cx="12" cy="13.5" r="3.5"/>',
    "chart": '<path d="M4 20h16M7 20v-7M12 20V5M17 20v-11"/>',
    "check": '<path d="M4.5 12.5l5 5 10-11"/>',
    "chevron-down": '<path d="M6 9l6 6 6-6"/>',
    "chevron-right": '<path d="M9 6l6 6-6 6"/>',
    "chevron-left": '<path d="M15 6l-6 6 6 6"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
    "close": '<path d="M6 6l12 12M18 6L6 18"/>',
    "copy": '<path d="M8 8h12v13H8zM16 8V3H4v13h4"/>',
    "edit": '<path d="M4 20l1-5L16 4l4 4L9 19zM13.5 6.5l4 4"/>',
    "error": '<path d="M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3zM12 7.5v5.5M12 16v1"/>',
    "external": '<path d="M13 4h7v7M20 4l-9 9M17 14v6H4V7h6"/>',
    "file": '<path d="M6 3h8l5 5v13H6zM14 3v5h5"/>',
    "folder": '<path d="M3 6h6l2 2.5h10V19H3z"/>',
    "gear": '<circle cx="12" cy="12" r="3"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2'
    'M18.4 5.6l-2.2 2.2M7.8 16.2l-2.2 2.2"/>',
    "globe": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c5 5.5 5 12.5 0 18M12 3c-5 5.5-5 12.5 0 18"/>',
    "help": '<circle cx="12" cy="12" r="9"/><path d="M9.3 9.5a2.8 2.8 0 1 1 4 2.5c-1 .5-1.3 1-1.3 2M12 16.3v1"/>',
    "home": '<path d="M4 11l8-7 8 7v9h-5.5v-6h-5v6H4z"/>',
    "inbox": '<path d="M4 13L6.5 4h11L20 13v7H4zM4 13h5l1 3h4l1-3h5"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v6M12 7v1"/>',
    "keyboard": '<path d="M3 6h18v12H3zM7 10h.5M11 10h.5M15 10h.5M7.5 14.5h9"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11M4 6h.5M4 12h.5M4 18h.5"/>',
    "lock": '<path d="M5 11h14v10H5zM8 11V8a4 4 0 0 1 8 0v3"/>',
    "mail": '<path d="M3 5h18v14H3zM3 6.5l9 7 9-7"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20a6.5 6.5 0 0 1 13 0M15.5 5a3.5 3.5 0 0 1 0 6.5M18 14.5'
    'a6.5 6.5 0 0 1 3.5 5.5"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 21a8 8 0 0 1 16 0"/>',
    "phone": '<path d="M6 3h4l1.5 5-2.5 2c1 2.2 2.8 4 5 5l2-2.5 5 1.5v4c0 1-1 2-2 2C11 20 4 13 4 5c0-1 1-2 2-2z"/>',
    "undo": '<path d="M4 9h10a6 6 0 0 1 0 12H8M8 4L3 9l5 5"/>',
    "redo": '<path d="M20 9H10a6 6 0 0 0 0 12h6M16 4l5 5-5 5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 9V3h10v6M7 17H3V9h18v8h-4M7 14h10v7H7z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5L21 21"/>',
    "sign-out": '<path d="M14 4H4v16h10M10 12h11M17 8l4 4-4 4"/>',
    "stamp": '<path d="M5 21h14M6 17h12v-3h-4.5c0-4 1.5-4.5 1.5-7a3 3 0 0 0-6 0c0 2.5 1.5 3 1.5 7H6z"/>',
    "success": '<circle cx="12" cy="12" r="9"/><path d="M7.5 12.500l3 3 6-6.5"/>',
    "text-size": '<path d="M2 19L8 5l6 14M4.2 14h7.600M15 19l3.5-8 3.5 8M16.3 16h4.4"/>',
    "trash": '<path d="M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6"/>',
    "upload": '<path d="M12 16V4M7 9l5-5 5 5M4 15v5h16v-5"/>',
    "warning": '<path d="M12 3.500L22 20.500H2zM12 10v5M12 17.200v.8"/>',
}


def icon(name: str) -> SafeString:
    """Return the icon as inline SVG, hidden from screen readers because a word stands beside it.

    Raises:
        KeyError: no icon has this name.
    """
    return format_html(
        '<svg class="m-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        SafeString(SHAPES[name]),  # our own constants
    )
