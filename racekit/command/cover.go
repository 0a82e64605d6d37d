package command

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// coverage says, in the words of go test, how much of the code ran in at least
// one of the processes that left their profiles in dir.
func coverage(dir, pattern string) (string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.out"))
	if err != nil {
		return "", err
	}
	ran := map[string]bool{} // by block
	size := map[string]int{} // statements in it
	for _, file := range files {
		if err := readProfile(file, ran, size); err != nil {
			return "", fmt.Errorf("coverage: %w", err)
		}
	}
	total, covered := 0, 0
	for block, n := range size {
		total += n
		if ran[block] {
			covered += n
		}
	}
	if total == 0 {
		return "coverage: [no statements]", nil
	}
	text := fmt.Sprintf("coverage: %.1f%% of statements", 100*float64(covered)/float64(total))
	if pattern != "" {
		text += " in " + strings.ReplaceAll(pattern, ",", ", ")
	}
	return text, nil
}

// readProfile adds what a profile says: after the mode, a line for each block,
// "file:from,to statements times".
func readProfile(file string, ran map[string]bool, size map[string]int) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if n == 1 && strings.HasPrefix(line, "mode: ") {
			continue
		}
		var statements, times int
		block, counts, _ := strings.Cut(line[strings.LastIndexByte(line, ':')+1:], " ")
		if _, err := fmt.Sscanf(counts, "%d %d", &statements, &times); err != nil {
			return fmt.Errorf("%s:%d: %q is no line of a profile", file, n, line)
		}
		block = line[:strings.LastIndexByte(line, ':')+1] + block
		size[block] = statements
		ran[block] = ran[block] || times > 0
	}
	return lines.Err()
}
