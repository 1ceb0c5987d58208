"""審査: checks, corrections 補正, and the clock of the 標準処理期間."""
