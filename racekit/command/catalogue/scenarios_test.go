package catalogue

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/catalogue"
	"github.com/racekit/toolkit/racekit/internal/tests/golden"
	"github.com/racekit/toolkit/scenarios"
)

// TestScenarios checks what is declared: the verdicts themselves are measured
// in each scenario's folder.
func TestScenarios(t *testing.T) {
	for _, s := range scenarios.All {
		if err := s.Validate(); err != nil {
			t.Error(err)
		}
		if _, err := catalogue.Story(scenarios.Sources, s.ID, 80); err != nil {
			t.Error(err)
		}
		for _, v := range s.Variants {
			if _, err := catalogue.Code(scenarios.Sources, s.ID, v.Code); err != nil {
				t.Errorf("variant %q: %v", v.Name, err)
			}
		}
		known := false
		for _, c := range classes {
			known = known || c.has(s)
		}
		if !known {
			t.Errorf("scenario %s: its class, %q, is none of those that racekit explains", s.ID, s.Class)
		}
	}
}

func TestIndex(t *testing.T) {
	root := filepath.Join("..", "..", "..", "scenarios")
	want, err := catalogue.Index(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(root, "index.go")
	if *golden.Update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("scenarios/index.go is not what the folders say; run: go run ./cmd/racekit scenario index")
	}
}
