package learn

import "strings"

// Changed counts the lines of code that are not in the starter's, in order;
// empty lines do not count.
func (e *Exercise) Changed(code string) int {
	files, err := e.With(e.Starter)
	if err != nil {
		return 0
	}
	was, is := substance(files[CodeFile]), substance(code)
	return len(is) - common(was, is)
}

func substance(src string) (lines []string) {
	for line := range strings.Lines(src) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// common is the length of the longest common subsequence.
func common(a, b []string) int {
	before := make([]int, len(b)+1)
	for i := range a {
		now := make([]int, len(b)+1)
		for j := range b {
			if now[j+1] = max(now[j], before[j+1]); a[i] == b[j] {
				now[j+1] = before[j] + 1
			}
		}
		before = now
	}
	return before[len(b)]
}
