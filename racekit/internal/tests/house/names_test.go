package house

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

// TestStrategiesAreListed compares what is written by hand with the table: where
// users look for the strategies, they find all of them, and no others.
func TestStrategiesAreListed(t *testing.T) {
	var want []string
	for _, k := range sched.Kinds() {
		want = append(want, k.String())
	}
	for _, tt := range []struct {
		reason     string
		file       string
		part, name *regexp.Regexp
	}{
		{"racekit help schedules", "racekit/command/help/schedules.txt",
			regexp.MustCompile(`(?s)\nStrategies:\n\n(.*?)\n\n`), regexp.MustCompile(`(?m)^\t([a-z]+)`)},
	} {
		text, err := os.ReadFile(filepath.Join("..", "..", "..", "..", filepath.FromSlash(tt.file)))
		if err != nil {
			t.Fatal(err)
		}
		part := tt.part.FindString(string(text))
		var got []string
		for _, m := range tt.name.FindAllStringSubmatch(part, -1) {
			got = append(got, m[1])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s has the strategies %v, want %v: change %s", tt.reason, got, want, tt.file)
		}
		for _, k := range sched.Kinds() {
			if !strings.Contains(strings.Join(strings.Fields(part), " "), k.Help()) {
				t.Errorf("%s does not say of %s %q: change %s", tt.reason, k, k.Help(), tt.file)
			}
		}
	}
}
