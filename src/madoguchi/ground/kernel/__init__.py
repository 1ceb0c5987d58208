"""Pure vocabulary: refusals, 和暦 and open days, yen, kana, codes, ids. Knows no Django."""
