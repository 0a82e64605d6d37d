package finding

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestWithoutLibrary(t *testing.T) {
	const our = "github.com/racekit/toolkit/racekit"
	for _, tt := range []struct {
		reason      string
		stack, want []string
	}{
		{"a method that Linearizable calls", []string{"m.(*T).Get", "runtime.call16", "reflect.Value.Call", our + "/internal/linear.(*Method).call", our + "/internal/linear.sequence"},
			[]string{"m.(*T).Get"}},
		{"a body between the test and a goroutine", []string{"sync.(*WaitGroup).Go", "m.body", our + "/internal/harness.(*Call).Body.func1", our + ".Compare[...]", "m.TestX"},
			[]string{"sync.(*WaitGroup).Go", "m.body", "m.TestX"}},
		{"reflection of the program's own", []string{"m.f", "reflect.Value.Call", "m.TestX"}, []string{"m.f", "reflect.Value.Call", "m.TestX"}},
		{"a race in the library itself", []string{our + "/internal/linear.sequence", "testing.tRunner"}, []string{our + "/internal/linear.sequence", "testing.tRunner"}},
	} {
		var stack []trace.Frame
		for _, fn := range tt.stack {
			stack = append(stack, trace.Frame{Func: fn})
		}
		var got []string
		for _, f := range withoutLibrary(stack) {
			got = append(got, f.Func)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.reason, diff)
		}
	}
}

// What is no code of the program in a stack is none in a schedule either, but for
// scenarios, whose bodies are the program.
func TestLibraryHasNoPoints(t *testing.T) {
	quiet, err := os.ReadFile(filepath.FromSlash("../toolchain/_inject/runtime/racekit_quiet.go"))
	if err != nil {
		t.Fatal(err)
	}
	for pkg := range library {
		if !strings.HasSuffix(pkg, "/scenario") && !strings.Contains(string(quiet), `"`+pkg+`."`) {
			t.Errorf("%s is not in rkNoPoint of racekit_quiet.go", pkg)
		}
	}
}
