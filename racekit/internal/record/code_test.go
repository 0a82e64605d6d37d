package record

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// testBinary builds the tests of the sample with the machine's own Go.
func testBinary(t *testing.T, flags ...string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "bank.test")
	args := append([]string{"test", "-c", "-o", out}, flags...)
	cmd := exec.CommandContext(t.Context(), "go", append(args, "../../../testdata/bank")...)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	return out
}

// Every place in a function has a name that leads back to it.
func TestCodeRoundTrip(t *testing.T) {
	code, err := ReadCode(testBinary(t))
	if err != nil {
		t.Fatal(err)
	}
	c := code.(*symbols)
	name := "github.com/racekit/toolkit/testdata/bank.TestTransfer"
	f, ok := c.byName[name]
	if !ok {
		t.Fatalf("%s is not among %d functions", name, len(c.funcs))
	}
	for pc := f.start; pc < f.end; pc++ {
		s, ok := c.Site(pc)
		if want := (Site{Func: name, Offset: pc - f.start}); !ok || s != want {
			t.Fatalf("Site(%#x) = %v, %v; want %v", pc, s, ok, want)
		}
		if back, ok := c.Offset(s); !ok || back != pc {
			t.Fatalf("Offset(%v) = %#x, %v; want %#x", s, back, ok, pc)
		}
	}
	for _, s := range []Site{{Func: name, Offset: f.end - f.start}, {Func: "bank.gone"}} {
		if pc, ok := c.Offset(s); ok {
			t.Errorf("Offset(%v) = %#x, want none", s, pc)
		}
	}
	last := c.funcs[len(c.funcs)-1]
	if s, ok := c.Site(last.end); ok {
		t.Errorf("the end of the text is at %v", s)
	}
}

func TestCodeErrors(t *testing.T) {
	if _, err := ReadCode("code_test.go"); err == nil || !strings.Contains(err.Error(), "cannot read the symbols of the test binary") {
		t.Errorf("error for a file that is no binary: %v", err)
	}
	if _, err := ReadCode(testBinary(t, "-ldflags=-s")); err == nil || !strings.Contains(err.Error(), "-ldflags=-s") {
		t.Errorf("error for a binary without symbols: %v", err)
	}
}
