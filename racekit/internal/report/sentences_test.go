package report

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/campaign"
)

// A sentence is a row of docs/internal/sentences.md.
type sentence struct {
	text  string
	like  *regexp.Regexp
	shown string // the report that has it
}

// standFor are the placeholders of the page, and what may be left out there.
var standFor = strings.NewReplacer(
	"<op>", `[A-Za-z][A-Za-z./ ]*`,
	" of <value>", `( of \S+)?`,
	" of #0", `( of #\d+)?`,
	", <place>", `(, \S+:\d+)?`,
	" at <place>", `( at \S+:\d+( \(called at \S+:\d+\))?)?`,
	` \(<place>\)`, `( \(\S+:\d+\))?`,
	"<access>", `(atomic )?(read|write)`,
	"<goroutines> has", `G\d+( \([a-z ]+\))?( has|(, G\d+( \([a-z ]+\))?)*,? and (\d+ more|G\d+( \([a-z ]+\))?) have)`,
	"<goroutines>", `G\d+( \([a-z ]+\))?((, G\d+( \([a-z ]+\))?)* and (\d+ more|G\d+( \([a-z ]+\))?))?`,
	"<goroutine>", `G\d+( [^ ,]+)?(, started (by a timer|at \S+:\d+( \(from \S+:\d+\))?))?`,
	"<text>", `.+`,
)

var number = regexp.MustCompile(`\d+`)

// pattern makes a sentence of the page a regular expression.
func pattern(text string) *regexp.Regexp {
	same := number.ReplaceAllString(regexp.QuoteMeta(text), "0")
	return regexp.MustCompile("^" + strings.ReplaceAll(standFor.Replace(same), "0", `\d+`) + "$")
}

// sentences returns the rows of docs/internal/sentences.md.
func sentences(t *testing.T) []sentence {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "internal", "sentences.md"))
	if err != nil {
		t.Fatal(err)
	}
	var rows []sentence
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.Trim(line, "| \n"), " | ")
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		if len(cells) != 4 {
			t.Fatalf("a row of %d columns, want 4: %s", len(cells), line)
		}
		said := strings.Trim(cells[0], "`")
		rows = append(rows, sentence{said, pattern(said), strings.Trim(cells[3], "`")})
	}
	return rows
}

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
	rows, all := sentences(t), reports(t)
	said := map[string][]string{}
	for name, f := range all {
		said[name] = told(f)
		for _, text := range said[name] {
			known := false
			for _, row := range rows {
				known = known || row.like.MatchString(text)
			}
			if !known {
				t.Errorf("%s has a sentence that docs/internal/sentences.md has not:\n%s", name, text)
			}
		}
	}
	for _, row := range rows {
		if _, err := os.Stat(filepath.Join("testdata", row.shown+".golden")); err != nil {
			t.Errorf("%q: %v", row.text, err)
		}
		seen := false
		for _, text := range said[row.shown] {
			seen = seen || row.like.MatchString(text)
		}
		if !seen {
			t.Errorf("%s has no sentence like %q; %q", row.shown, row.text, said[row.shown])
		}
	}
}
