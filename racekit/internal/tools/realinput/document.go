package main

import (
	"fmt"
	"slices"
	"strings"
)

// document writes the table and what stands behind its numbers.
func document(l *Log, rows []Row) string {
	var b strings.Builder
	b.WriteString(`# Real input: packages that nobody here wrote

Their own tests, as they are, under racekit. Written from [the raw log](real-input.log) by

    go run ./racekit/internal/tools/realinput

which runs this, for one package after the other:

    ` + l.Command + ` PACKAGE

Those with a star have many tests; each gets less: ` + code(strings.Join(briefArguments, " ")) + `.

`)
	fmt.Fprintf(&b, `%s. At most 200 schedules and 5 seconds per test keep the table affordable; a
test that takes long shows fewer schedules. Examples and fuzz seeds run once,
plainly. Findings and limitations count tests and are explained below; a
hazard is a row of [hazards.md](hazards.md).

`, l.Go)
	b.WriteString("| package | tests | plain | schedules | distinct | passed | skipped | findings | limitations | seconds |\n")
	b.WriteString("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, r := range rows {
		name := r.Package
		if slices.Contains(brief, name) {
			name += " *"
		}
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d |\n", name, r.Tests, r.Plain,
			r.Schedules, r.Distinct, r.Passed, r.Skipped, r.count(Remark.finding), r.count(Remark.limitation), r.Seconds)
	}
	section(&b, rows, "Not explained", "", Remark.unexplained)
	section(&b, rows, "Findings", "True of the tests under a legal schedule and legal times.", Remark.finding)
	section(&b, rows, "Limitations", "", Remark.limitation)
	return b.String()
}

func (m Remark) unexplained() bool { return m.Verdict == nil }
func (m Remark) finding() bool     { return m.Verdict != nil && m.Verdict.Hazard == 0 }
func (m Remark) limitation() bool  { return m.Verdict != nil && m.Verdict.Hazard != 0 }

// count returns how many tests have such a remark.
func (r *Row) count(is func(Remark) bool) int {
	tests := map[string]bool{}
	for _, m := range r.Remarks {
		if is(m) {
			tests[m.Test] = true
		}
	}
	return len(tests)
}

// section lists remarks by package and test.
func section(b *strings.Builder, rows []Row, title, lead string, is func(Remark) bool) {
	begun := false
	for _, r := range rows {
		var last string
		for _, m := range r.Remarks {
			if !is(m) {
				continue
			}
			if !begun {
				fmt.Fprintf(b, "\n## %s\n", title)
				if lead != "" {
					b.WriteString("\n" + lead + "\n")
				}
				begun = true
			}
			if last == "" {
				fmt.Fprintf(b, "\n### %s\n\n", r.Package)
			}
			last = m.Package
			b.WriteString(m.item())
		}
	}
}

func (m Remark) item() string {
	name := m.Test
	if name == "" {
		name = "the package"
	}
	s := "- **" + name + "**, " + m.Kind + ": " + code(m.Text) + "."
	if v := m.Verdict; v != nil {
		if v.Hazard != 0 {
			s += fmt.Sprintf(" Hazard %d.", v.Hazard)
		}
		s += " " + v.Why
	}
	return s + "\n"
}

// code quotes text of others, shortened, so that nothing in it is markup.
func code(s string) string {
	s = strings.Join(strings.Fields(strings.ReplaceAll(s, "`", "'")), " ")
	if r := []rune(s); len(r) > 160 {
		s = string(r[:160]) + " ..."
	}
	return "`" + s + "`"
}

// problems are what the issue does not allow: something not explained, or a
// limitation where there must be none.
func problems(rows []Row) []string {
	var out []string
	for _, r := range rows {
		for _, m := range r.Remarks {
			switch {
			case m.unexplained():
				out = append(out, fmt.Sprintf("%s %s: %s: %s: explain it in racekit/internal/tools/realinput/verdicts.go", m.Package, m.Test, m.Kind, m.Text))
			case m.limitation() && slices.Contains(unlimited, m.Package):
				out = append(out, fmt.Sprintf("%s %s must end without a limitation: %s", m.Package, m.Test, m.Text))
			}
		}
	}
	return out
}
