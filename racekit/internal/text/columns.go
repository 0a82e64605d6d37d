package text

// Columns is how wide a line is, with a tab every 8 columns.
func Columns(line string) int {
	n := 0
	for _, r := range line {
		if n++; r == '\t' {
			n = (n + 7) / 8 * 8
		}
	}
	return n
}
