package frame

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestObey(t *testing.T) {
	for _, tt := range []struct {
		reason string
		after  []time.Duration // of each signal, since the first
		want   string
	}{
		{"none", nil, ""},
		{"one", []time.Duration{0}, "end"},
		{"two of timeout -s INT", []time.Duration{0, time.Millisecond}, "end"},
		{"many in a second", []time.Duration{0, 1, 2, time.Second}, "end"},
		{"a second one, meant", []time.Duration{0, 1001 * time.Millisecond}, "end, at once"},
		{"a third one, meant", []time.Duration{0, 1, 2 * time.Second}, "end, at once"},
	} {
		signals := make(chan os.Signal, len(tt.after))
		for range tt.after {
			signals <- os.Interrupt
		}
		close(signals)
		var did []string
		do := func(what string) func() { return func() { did = append(did, what) } }
		begin, n := time.Now(), -1
		now := func() time.Time { n++; return begin.Add(tt.after[n]) }
		obey(signals, now, do("end"), do("at once"))
		if got := strings.Join(did, ", "); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

// What nobody reads ends the work, and is no interrupt.
func TestOutlet(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	ctx, end := context.WithCancelCause(t.Context())
	o := &outlet{w, func() { end(errUnread) }}
	if _, err := fmt.Fprintln(o, "read"); err != nil || ctx.Err() != nil {
		t.Errorf("a write that is read: %v, and the context has ended: %v", err, ctx.Err())
	}
	r.Close()
	if _, err := fmt.Fprintln(o, "unread"); err == nil || ctx.Err() == nil || Interrupted(ctx) {
		t.Errorf("a write that nobody reads: %v; the context: %v, an interrupt: %v", err, ctx.Err(), Interrupted(ctx))
	}
	stopped, stop := context.WithCancel(t.Context())
	if Interrupted(stopped) {
		t.Error("nothing has ended yet")
	}
	if stop(); !Interrupted(stopped) {
		t.Error("a context that ended is no interrupt")
	}
}

func TestFolders(t *testing.T) {
	if os.Getenv("FOLDERS") != "" {
		for _, name := range []string{"racekit-a-", "racekit-b-"} {
			dir, err := TempFolder(name)
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, "x"), nil, 0o666)
			}
			if err != nil {
				t.Fatal(err)
			}
			fmt.Println("made " + filepath.Base(dir))
		}
		removeFolders()
		return
	}
	tmp := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^TestFolders$")
	cmd.Env = append(os.Environ(), "FOLDERS=1", "TMPDIR="+tmp)
	out, err := cmd.CombinedOutput()
	if left, _ := os.ReadDir(tmp); err != nil || len(left) > 0 || strings.Count(string(out), "made racekit-") != 2 {
		t.Errorf("%v; left are %v; the child said:\n%s", err, left, out)
	}
}
