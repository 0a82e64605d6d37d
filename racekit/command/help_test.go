package command

import (
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/text"
)

// Help fits a terminal of 80 columns.
func TestHelpFits(t *testing.T) {
	texts := map[string]string{}
	var list strings.Builder
	usage(&list)
	texts["the list"] = list.String()
	for _, c := range commands() {
		var b strings.Builder
		c.Help(&b)
		texts[c.Name] = b.String()
	}
	for _, name := range topics() {
		texts[name], _ = topic(name)
	}
	for name, words := range texts {
		for line := range strings.Lines(words) {
			if line = strings.TrimSuffix(line, "\n"); text.Columns(line) > frame.HelpWidth {
				t.Errorf("%s: %d columns: %s", name, text.Columns(line), line)
			}
		}
	}
}

// Every flag says what its value is.
func TestHelpOfFlags(t *testing.T) {
	for _, c := range commands() {
		var b strings.Builder
		c.Help(&b)
		for line := range strings.Lines(b.String()) {
			words := strings.Fields(line)
			if n := len(words); n > 1 && words[n-1] == "value" && strings.HasPrefix(words[0], "-") {
				t.Errorf("racekit help %s: %q does not say what the value is", c.Name, strings.TrimSpace(line))
			}
		}
	}
}
