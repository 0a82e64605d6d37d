// Package rows reads docs/internal/sentences.md, for the tests that compare what
// reports say with it.
package rows

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// A Sentence is a row of the page.
type Sentence struct {
	Text  string
	Like  *regexp.Regexp
	Made  string // the file and the function that make it
	Shown string // the report that has it
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
	"<call>", `[A-Z]\w*\(.*\)`,
	" -> <results>", `( -> .+)?`,
	" <results>", `( .+)?`,
)

var number = regexp.MustCompile(`\d+`)

// pattern makes a sentence of the page a regular expression.
func pattern(text string) *regexp.Regexp {
	same := number.ReplaceAllString(regexp.QuoteMeta(text), "0")
	return regexp.MustCompile("^" + strings.ReplaceAll(standFor.Replace(same), "0", `\d+`) + "$")
}

// Of returns the sentences of a page that are made in a folder, or, if inside is
// false, elsewhere.
func Of(t *testing.T, page, folder string, inside bool) []Sentence {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var rows []Sentence
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.Trim(line, "| \n"), " | ")
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		if len(cells) != 4 {
			t.Fatalf("a row of %d columns, want 4: %s", len(cells), line)
		}
		said := strings.Trim(cells[0], "`")
		row := Sentence{said, pattern(said), strings.Trim(cells[2], "`"), strings.Trim(cells[3], "`")}
		if strings.HasPrefix(row.Made, folder+"/") == inside {
			rows = append(rows, row)
		}
	}
	return rows
}
