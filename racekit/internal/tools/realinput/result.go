package main

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	schedule = regexp.MustCompile(`^    (schedule \d+.*|every schedule counted|default schedule|recorded schedule|accepted.*):$`)
	explored = regexp.MustCompile(`^    explored: (\d+) schedules?, (\d+) distinct$`)
	remark   = regexp.MustCompile(`^    (explored|note|unfinished): `)
	headline = regexp.MustCompile(`^    (data race|deadlock|goroutine leak|panic|fatal error|exit|test failure|livelock|hang|nondeterminism): (.*)$`)
)

// A Remark is something to be explained: a finding, or what racekit could not
// do.
type Remark struct {
	Package, Test string
	Kind          string // of the finding; else "note", "unfinished", "failure" or "racekit"
	Text          string
	Verdict       *Verdict // nil if nobody has explained it
}

// A Row is the sum of a package.
type Row struct {
	Package             string
	Tests, Plain        int // with schedules, and examples and fuzz targets
	Schedules, Distinct int
	Passed, Skipped     int
	Remarks             []Remark
	Seconds             int
}

// rowOf sums up a package and explains what it can by the verdicts.
func rowOf(p *Package, verdicts []Verdict) Row {
	r := Row{Package: p.Path, Seconds: p.Seconds}
	remark := func(test, kind, text string) {
		m := Remark{Package: p.Path, Test: test, Kind: kind, Text: text}
		m.Verdict = explain(m, verdicts)
		r.Remarks = append(r.Remarks, m)
	}
	for _, t := range p.Tests {
		before := len(r.Remarks)
		for i, line := range t.Output {
			if m := explored.FindStringSubmatch(line); m != nil {
				var n, distinct int
				fmt.Sscan(m[1], &n)
				fmt.Sscan(m[2], &distinct)
				r.Schedules, r.Distinct = r.Schedules+n, r.Distinct+distinct
			} else if m := headline.FindStringSubmatch(line); m != nil && i > 0 && schedule.MatchString(t.Output[i-1]) {
				remark(t.Name, m[1], m[2]+continued(t.Output[i+1:]))
			} else if text, ok := strings.CutPrefix(line, "    note: "); ok {
				remark(t.Name, "note", text)
			} else if text, ok := strings.CutPrefix(line, "    unfinished: "); ok {
				remark(t.Name, "unfinished", text)
			}
		}
		if strings.HasPrefix(t.Name, "Example") || strings.HasPrefix(t.Name, "Fuzz") {
			r.Plain++
		} else {
			r.Tests++
		}
		switch {
		case t.Action == "":
			remark(t.Name, "racekit", "racekit ended in this test: "+p.Exit)
		case t.Action == "fail" && len(r.Remarks) == before:
			remark(t.Name, "failure", strings.TrimSpace(strings.Join(t.Output, " ")))
		case t.Action == "pass":
			r.Passed++
		case t.Action == "skip":
			r.Skipped++
		}
	}
	// Exit codes 1 and 3 say that a test has failed or did not end.
	if len(r.Remarks) == 0 && p.Exit != "exit status 0" || !strings.HasPrefix(p.Exit, "exit status") || p.Exit == "exit status 2" {
		remark("", "racekit", strings.TrimSpace(p.Exit+" "+strings.Join(p.Said, " ")))
	}
	return r
}

// continued is what a headline has on the lines after it: deeper indented, up
// to the place in the source.
func continued(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		text, ok := strings.CutPrefix(line, "        ")
		if !ok || strings.HasPrefix(text, " ") {
			break
		}
		b.WriteString(" " + text)
	}
	return b.String()
}

// A Verdict explains findings or limitations: the remarks of Package whose
// test, kind and text match. Empty fields match all.
type Verdict struct {
	Package string
	Test    *regexp.Regexp
	Kind    string
	Text    string // contained in the remark's
	Hazard  int    // of docs/internal/hazards.md that limits control here; 0 makes it a true finding
	Why     string
}

func explain(m Remark, verdicts []Verdict) *Verdict {
	for i := range verdicts {
		v := &verdicts[i]
		if v.Package == m.Package && (v.Test == nil || v.Test.MatchString(m.Test)) &&
			(v.Kind == "" || v.Kind == m.Kind) && strings.Contains(m.Text, v.Text) {
			return v
		}
	}
	return nil
}
