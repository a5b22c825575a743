"""«Обращения» and who hears of them: pure rules, no browser, no clock, no files."""
