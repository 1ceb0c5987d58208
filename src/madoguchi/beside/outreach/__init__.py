"""お知らせ先: who is entitled and has not applied, from a register of households and persons."""
