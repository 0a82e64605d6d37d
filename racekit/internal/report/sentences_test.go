package report

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/tests/rows"
)

// told are the sentences of a report, without stacks.
func told(f campaign.Finding) []string {
	var b strings.Builder
	wide := terminal
	wide.Width = 1 << 20
	p := newPrinter(&b, wide)
	if f.Ordinary() {
		f.Output = nil // what the test printed is not ours
		p.ordinary(f)
		return indented(b.String())
	}
	s := tell(f, p.own)
	out := append([]string{string(s.found.Kind) + ": " + s.found.Message}, s.cause...)
	for _, line := range p.waitLines(s, strings.Split(s.detail(), "\n")) {
		depth := len(line) - len(strings.TrimLeft(line, " "))
		if line != "" && depth != 2 && depth != 6 {
			out = append(out, strings.TrimLeft(line, " "))
		}
	}
	out = append(out, s.schedule()...)
	if often := f.Often.String(); often != "" {
		out = append(out, often)
	}
	if f.Constant() {
		out = append(out, wide.leakedBy(f, []string{f.Test}))
	}
	p.silence(f)
	p.after(f)
	out = append(out, indented(b.String())...)
	b.Reset()
	p.width = 300 // no note of a column is cut
	p.table(s, s.choose(columnsIn(80-len(indent))))
	for line := range strings.Lines(b.String()) {
		if m := besides.FindStringSubmatch(strings.TrimSuffix(line, "\n")); m != nil {
			out = append(out, m[1])
		}
	}
	return out
}

// besides is what stands in a table beside the steps.
var besides = regexp.MustCompile(`(-- .+ --|\.\.\. .+ \.\.\.|note: .+)$`)

// indented are the lines of a report that are no heads.
func indented(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, " ") {
			out = append(out, strings.TrimSpace(line))
		}
	}
	return out
}

// Each sentence that a report has is one of docs/internal/sentences.md, which says
// when it is true; and each of those is in the report that the page names.
func TestSentences(t *testing.T) {
	all := reports(t)
	said := map[string][]string{}
	page := filepath.Join("..", "..", "..", "docs", "internal", "sentences.md")
	list := rows.Of(t, page, "racekit/internal/linear", false)
	for name, f := range all {
		said[name] = told(f)
		for _, text := range said[name] {
			known := false
			for _, row := range list {
				known = known || row.Like.MatchString(text)
			}
			if !known {
				t.Errorf("%s has a sentence that docs/internal/sentences.md has not:\n%s", name, text)
			}
		}
	}
	for _, row := range list {
		if _, err := os.Stat(filepath.Join("testdata", row.Shown+".golden")); err != nil {
			t.Errorf("%q: %v", row.Text, err)
		}
		seen := false
		for _, text := range said[row.Shown] {
			seen = seen || row.Like.MatchString(text)
		}
		if !seen {
			t.Errorf("%s has no sentence like %q; %q", row.Shown, row.Text, said[row.Shown])
		}
	}
}
