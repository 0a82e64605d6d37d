package house

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// Who imports package racekit alone links little: each test binary does.
func TestWhatTheLibraryLinks(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", module+"racekit").Output()
	if err != nil {
		t.Fatal(err)
	}
	deps := strings.Fields(string(out))
	if len(deps) < 50 {
		t.Fatalf("found only %v", deps)
	}
	for _, row := range []struct{ reason, pkg string }{
		{"it is for linearizable", "github.com/anishathalye/porcupine"},
		{"it is for property and linearizable", "pgregory.net/rapid"},
		{"rapid has it", "html/template"},
		{"nothing here is on the network", "net"},
		{"nothing here is on the network", "net/http"},
		{"the command stands on the library", module + "racekit/command"},
	} {
		if slices.Contains(deps, row.pkg) {
			t.Errorf("package racekit links %s: %s", row.pkg, row.reason)
		}
	}
}
