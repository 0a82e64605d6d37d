package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// A page is docs/internal/hazards.md.
type page struct {
	lines []string
	rows  map[int]int // by hazard: its line
}

// row has the number of a hazard, what it is, the remedy, the tests, and what
// fails without the remedy.
var row = regexp.MustCompile(`^\| (\d+) \|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|$`)

func parsePage(text string) (*page, error) {
	p := &page{lines: strings.Split(text, "\n"), rows: map[int]int{}}
	for i, line := range p.lines {
		if m := row.FindStringSubmatch(line); m != nil {
			n, _ := strconv.Atoi(m[1])
			p.rows[n] = i
		}
	}
	for _, r := range removals {
		if _, ok := p.rows[r.hazard]; !ok {
			return nil, fmt.Errorf("docs/internal/hazards.md has no row of five columns for hazard %d", r.hazard)
		}
	}
	return p, nil
}

func (p *page) String() string { return strings.Join(p.lines, "\n") }

// tests returns the names in the fourth column.
func (p *page) tests(hazard int) []string {
	return strings.Split(strings.TrimSpace(row.FindStringSubmatch(p.lines[p.rows[hazard]])[4]), ", ")
}

// removed returns the last column: by what is different, what fails then.
func (p *page) removed(hazard int) (order []string, fails map[string]string) {
	fails = map[string]string{}
	cell := strings.TrimSpace(row.FindStringSubmatch(p.lines[p.rows[hazard]])[5])
	for part := range strings.SplitSeq(cell, "; ") {
		if what, tests, ok := strings.Cut(part, ": "); ok {
			order = append(order, what)
			fails[what] = tests
		}
	}
	return order, fails
}

// set says what fails without a remedy. Parts of removals that are no more go.
func (p *page) set(hazard int, what string, failed []string) {
	_, fails := p.removed(hazard)
	fails[what] = failing(failed)
	var parts []string
	for _, r := range removals {
		if tests, ok := fails[r.what]; ok && r.hazard == hazard {
			parts = append(parts, r.what+": "+tests)
		}
	}
	m := row.FindStringSubmatch(p.lines[p.rows[hazard]])
	p.lines[p.rows[hazard]] = fmt.Sprintf("| %s |%s|%s|%s| %s |", m[1], m[2], m[3], m[4], strings.Join(parts, "; "))
}

func failing(tests []string) string {
	if len(tests) == 0 {
		return "nothing fails"
	}
	return strings.Join(tests, ", ")
}
