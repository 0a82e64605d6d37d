package linearizable_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/tests/golden"
	"github.com/racekit/toolkit/racekit/internal/tests/gotest"
)

// The types of testdata/linear with an error, and what of it is found.
var wrong = []struct{ reason, name, want string }{
	{"two pops take one element", "StackGap", "not linearizable"},
	{"an item is put over one that nobody has taken", "QueueWrap", "not linearizable"},
	{"two callers both added the element", "SetSplit", "not linearizable"},
	{"two callers take the least", "HeapGap", "not linearizable"},
	{"two callers get different pointers", "MapTwice", "not linearizable"},
	{"a read lock does not keep other readers out", "LRURead", "data race"},
	{"an old value is kept", "CacheStale", "not linearizable"},
	{"an increment is lost", "CounterSplit", "not linearizable"},
	{"a maximum is lost", "MaxSplit", "not linearizable"},
	{"two producers write one slot", "RingTwo", "not linearizable"},
	{"a token is lost", "SemaphoreLeak", "not linearizable"},
	{"a node is lost", "TreiberStore", "not linearizable"},
	{"an element is lost", "ListCopy", "not linearizable"},
	{"a panic that no sequential run has", "LatchTwice", "not linearizable"},
	{"money is on its way", "BankTorn", "not linearizable"},
	{"two callers get one number", "IDsTwice", "not linearizable"},
	{"a taker sleeps while there is an item", "MailboxLost", "never returns"},
	{"there is no lock", "Gauge", "data race"},
}

var right = []string{"Stack", "Queue", "Set", "Heap", "Map", "LRU", "Cache", "Counter", "Max", "Ring",
	"Semaphore", "Treiber", "List", "Latch", "Bank", "IDs", "Mailbox", "SyncMap"}

var found = regexp.MustCompile(`found in program (\d+), after (\d+) schedules?; shrunk from (\d+) calls? to (\d+) calls?`)

// TestLinearizable finds the error of every type that has one. With -update it
// writes the table of docs/linearizable.md.
func TestLinearizable(t *testing.T) {
	t.Parallel()
	goCommand, env := gotest.Controlled(t)
	said := gotest.In(t, filepath.Join("..", "..", "testdata", "linear"), goCommand, env, "-racekit.budget=0", "-run", "("+wrongNames()+")$")
	var table strings.Builder
	table.WriteString("| type | found | program | schedules | calls drawn | calls after shrinking |\n|---|---|---|---|---|---|\n")
	for _, w := range wrong {
		name := "Test" + w.name
		gotest.Check(t, said, []gotest.Saying{gotest.Says(w.reason, name, w.name, w.want, "shrunk from", "run again: go test -race -run '^"+name+"$' -racekit.budget=0", "--- FAIL")})
		m := found.FindStringSubmatch(said[name])
		if m == nil {
			continue
		}
		if n, _ := strconv.Atoi(m[4]); n > 6 {
			t.Errorf("%s: %d calls are left after shrinking, want at most 6", w.name, n)
		}
		fmt.Fprintf(&table, "| `%s` | %s | %s | %s | %s | %s |\n", w.name, w.reason, m[1], m[2], m[3], m[4])
	}
	if *golden.Update && !t.Failed() {
		writeTable(t, "../../docs/linearizable.md", table.String())
	}
}

func wrongNames() string {
	var names []string
	for _, w := range wrong {
		names = append(names, w.name)
	}
	return strings.Join(names, "|")
}

// writeTable replaces what is between the table's marks in a document.
func writeTable(t *testing.T, file, table string) {
	t.Helper()
	const begin, end = "<!-- table -->\n", "<!-- end -->\n"
	doc, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	i, j := bytes.Index(doc, []byte(begin)), bytes.Index(doc, []byte(end))
	if i < 0 || j < i {
		t.Fatalf("%s has no place for the table", file)
	}
	if err := os.WriteFile(file, slices.Concat(doc[:i], []byte(begin+table), doc[j:]), 0o666); err != nil {
		t.Fatal(err)
	}
}

// What is right passes, under control and natively.
func TestLinearizableRight(t *testing.T) {
	t.Parallel()
	goCommand, env := gotest.Controlled(t)
	pattern := "^Test(" + strings.Join(right, "|") + ")$"
	controlled := gotest.In(t, filepath.Join("..", "..", "testdata", "linear"), goCommand, env, "-short", "-run", pattern, "-racekit.budget=2s")
	ordinary := gotest.In(t, filepath.Join("..", "..", "testdata", "linear"), "go", os.Environ(), "-short", "-run", pattern, "-racekit.budget=300ms")
	for _, name := range right {
		gotest.Check(t, controlled, []gotest.Saying{gotest.Says("under control", "Test"+name, "racekit: nothing wrong with *", "schedules of ", "--- PASS")})
		gotest.Check(t, ordinary, []gotest.Saying{gotest.Says("with an ordinary toolchain", "Test"+name, "nothing wrong in", "under random perturbation", "--- PASS")})
	}
}
