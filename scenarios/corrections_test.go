package scenarios_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
	"github.com/racekit/toolkit/scenarios"
)

// catalogued are the verdicts that the catalogue expects: those of
// scenario.Verdict, with the fewest preemptions or "?" after each part, or
// "wrong" where it says in words that something goes wrong.
func catalogued(t *testing.T) [][]string {
	return cells(t, filepath.Join("testdata", "catalogue.tsv"), "\t", 4)
}

// cells are the fields of the lines of a file that have n of them.
func cells(t *testing.T, file, between string, n int) (lines [][]string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), between)
		if len(fields) != n {
			continue
		}
		for i := range fields {
			fields[i] = strings.TrimSpace(fields[i])
		}
		lines = append(lines, fields)
	}
	return lines
}

// agrees reports whether want is what the catalogue expects.
func agrees(want scenario.Verdict, expected string) bool {
	switch expected {
	case "wrong":
		return !want.Right()
	case "holds":
		return want.Right()
	}
	var race bool
	var effect scenario.Effect
	for part := range strings.SplitSeq(expected, "; ") {
		space := strings.LastIndex(part, " ")
		declared := want.EffectAt
		if part[:space] == "race" {
			race, declared = true, want.RaceAt
		}
		for e := scenario.Effect(1); e != 0; e <<= 1 {
			if slices.Contains(strings.Split(part[:space], " + "), e.String()) {
				effect |= e
			}
		}
		if at := part[space+1:]; at != "?" && at != fmt.Sprint(declared) {
			return false
		}
	}
	return want.Race == race && want.Effect == effect
}

// TestCorrections: what is declared and is not what the catalogue expects has a
// row in the table of corrections, and each row there corrects something.
func TestCorrections(t *testing.T) {
	declared := map[string]scenario.Verdict{}
	for _, s := range scenarios.All {
		for _, v := range s.Variants {
			declared[s.ID+": "+v.Name] = v.Want
		}
	}
	corrected := map[string]bool{}
	for _, row := range cells(t, filepath.Join("..", "docs", "internal", "catalogue-corrections.md"), "|", 5)[2:] {
		corrected[row[0]+": "+row[1]] = true
	}
	rows := catalogued(t)
	if len(rows) < 300 {
		t.Fatalf("the catalogue has only %d rows", len(rows))
	}
	for _, row := range rows {
		name, expected := row[0]+": "+row[2], row[3]
		want, there := declared[name]
		if !there {
			t.Errorf("%s is in the catalogue, and no scenario declares it", name)
			continue
		}
		switch same := agrees(want, expected); {
		case !same && !corrected[name]:
			t.Errorf("%s is declared %q (race at %d, effect at %d), and the catalogue expects %q: find out who is right, and write it to docs/internal/catalogue-corrections.md", name, want, want.RaceAt, want.EffectAt, expected)
		case same && corrected[name] && expected != "wrong":
			t.Errorf("docs/internal/catalogue-corrections.md corrects %s, which is as in the catalogue", name)
		}
		delete(corrected, name)
	}
	for name := range corrected {
		t.Errorf("docs/internal/catalogue-corrections.md corrects %s, which is not in the catalogue", name)
	}
}
