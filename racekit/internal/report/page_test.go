package report

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// pageOf writes the page of a failure and returns the file.
func pageOf(t *testing.T, f campaign.Finding) string {
	t.Helper()
	var b strings.Builder
	if err := terminal.WritePage(&b, f); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(file, []byte(b.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

// manyTurns is a trace of n steps of eight goroutines with a lock.
func manyTurns(n int) *program {
	p := newProgram("TestTransfer", "withdraw", "withdraw", "withdraw", "transfer", "transfer", "transfer", "transfer")
	for len(p.Events) < n {
		task := uint32(len(p.Events)/4%8 + 1)
		p.does(task, sched.OpLock, 1, "transfer", 15).does(task, sched.OpRead, 2, "withdraw", 8)
		p.does(task, sched.OpWrite, 2, "withdraw", 10).does(task, sched.OpUnlock, 1, "transfer", 17)
	}
	return p
}

func longFailure(t *testing.T, n int) campaign.Finding {
	return classified(t, finding.Facts{Ending: finding.Failed}, manyTurns(n))
}

// A page stands alone, has no absolute path, and the text in it cannot end the
// script.
func TestPage(t *testing.T) {
	for name, f := range reports(t) {
		f.Output = append(f.Output, "</script><script>alert(1)</script>"...)
		text, err := os.ReadFile(pageOf(t, f))
		if err != nil {
			t.Fatal(err)
		}
		page := string(text)
		if n := strings.Count(page, "</script>"); n != 2 {
			t.Errorf("%s: %d scripts end, want 2", name, n)
		}
		if bad := regexp.MustCompile(`/home/me|https?://[^w]|src=|href=|@import|url\([^'#)]`).FindString(page); bad != "" {
			t.Errorf("%s: %q is in the page", name, bad)
		}
		if strings.Contains(page, "{{") {
			t.Errorf("%s: a part of the page was not filled in", name)
		}
	}
}

func TestPageHasValues(t *testing.T) {
	text, err := os.ReadFile(pageOf(t, reports(t)["failure-values"]))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"values":["","100","90","80","80 -\u003e 81","81, fails"]`, `"value":[0,0,0,1,0,1,2,3,0,4,5]`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the page does not have %s", want)
		}
	}
}

func TestPageSize(t *testing.T) {
	info, err := os.Stat(pageOf(t, longFailure(t, 10_000)))
	if err != nil || info.Size() > 1<<20 {
		t.Errorf("%v, %d bytes for 10,000 steps, want less than 1 MB", err, info.Size())
	}
}

func TestPageWriteError(t *testing.T) {
	if err := terminal.WritePage(&limited{}, reports(t)["race"]); err == nil || err.Error() != "disk full" {
		t.Errorf("error %v", err)
	}
}

const inSight = `document.querySelectorAll('.row').length`

func TestPageInBrowser(t *testing.T) {
	b := openBrowser(t, 1280, 720)
	where := func() string { return fmt.Sprint(b.eval(`document.getElementById('where').value`)) }
	detail := func() string { return fmt.Sprint(b.eval(`document.getElementById('detail').innerText`)) }

	t.Run("race", func(t *testing.T) {
		b.t = t
		f := reports(t)["race-half"]
		f.Trace.Notes = []trace.Note{{Step: 2, Task: 2, Text: "balance 100"}}
		b.open(pageOf(t, f))
		if got := detail(); !strings.Contains(got, "G2 notes: balance 100") {
			t.Errorf("detail of a step with a note:\n%s", got)
		}
		b.open(pageOf(t, reports(t)["failure-shrunk"]))
		b.key("Home", "n")
		for range 3 {
			if got := detail(); strings.Contains(got, "without the switch to G3 the test passes") {
				break
			}
			b.key("n")
		}
		if got := detail(); !strings.Contains(got, "without the switch to G3 the test passes") {
			t.Errorf("detail of a needed switch:\n%s", got)
		}
		b.open(pageOf(t, reports(t)["race"]))
		if got := where(); got != "step 1 of 4" {
			t.Errorf("%s: the first of the racing steps is to be in sight", got)
		}
		if got := b.eval(`[...document.querySelectorAll('.marked .number')].map(e => e.textContent).join()`); got != "1,3" {
			t.Errorf("marked steps %v, want 1,3", got)
		}
		if got := detail(); !strings.Contains(got, "races with 3") || !strings.Contains(got, "b := balance.Load()") {
			t.Errorf("detail of a racing step:\n%s", got)
		}
		b.key("m")
		if got := where(); got != "step 3 of 4" {
			t.Errorf("m leads to %s, want the other racing step", got)
		}
		b.picture(filepath.Join(t.ArtifactDir(), "race.png"))
	})
	t.Run("keyboard", func(t *testing.T) {
		b.t = t
		f := reports(t)["deadlock"]
		for i, line := range []int{40, 41} {
			f.Trace.Tasks[i+1].CreatedAt = frame("TestTransfer", line)
		}
		b.open(pageOf(t, f))
		for _, tt := range []struct{ key, want string }{
			{"Home", "step 1 of 7"}, {"ArrowDown", "step 2 of 7"}, {"j", "step 3 of 7"}, {"ArrowRight", "step 4 of 7"},
			{"ArrowUp", "step 3 of 7"}, {"ArrowLeft", "step 2 of 7"}, {"k", "step 1 of 7"}, {"k", "step 1 of 7"},
			{"End", "step 7 of 7"}, {"j", "step 7 of 7"}, {"K", "step 2 of 7"}, {"J", "step 7 of 7"}, {"Home", "step 1 of 7"}, {"n", "step 2 of 7"},
			{"j", "step 3 of 7"}, {"o", "step 3 of 7 (2 shown)"}, {"j", "step 6 of 7 (2 shown)"}, {"j", "step 6 of 7 (2 shown)"},
			{"Escape", "step 6 of 7"}, {"PageUp", "step 1 of 7"}, {"PageDown", "step 7 of 7"},
		} {
			if b.key(tt.key); where() != tt.want {
				t.Fatalf("%s leads to %s, want %s", tt.key, where(), tt.want)
			}
		}
		b.key("t")
		if got := fmt.Sprint(b.eval(`document.getElementById('text').innerText`)); !strings.Contains(got, "cycle: G2 -> G3 -> G2") {
			t.Errorf("the report is\n%s", got)
		}
		b.key("Escape", "k")
		if got := detail(); !strings.Contains(got, "waits for G2") || !strings.Contains(got, "#2, taken at 4") {
			t.Errorf("step 6 waits for G2 and holds #2; its detail is\n%s", got)
		}
		if got := b.eval(`document.querySelectorAll('.hold').length`); got != 2.0 {
			t.Errorf("%v bars, want one for each lock that is held", got)
		}
		if got := b.eval(`document.querySelectorAll('#lines path').length`); got != 2.0 {
			t.Errorf("%v arrows, want those from the go statements", got)
		}
		b.picture(filepath.Join(t.ArtifactDir(), "deadlock.png"))
	})
	t.Run("mouse", func(t *testing.T) {
		b.t = t
		b.open(pageOf(t, reports(t)["failure"]))
		at := func(edge string) float64 {
			v, _ := b.eval(`document.querySelectorAll('.step')[3].getBoundingClientRect().` + edge).(float64)
			return v + 5
		}
		x, y := at("left"), at("top")
		b.mouse("mouseMoved", x, y)
		if got := fmt.Sprint(b.eval(`document.getElementById('tip-box').innerText`)); !strings.Contains(got, "bank.go:8") || !strings.Contains(got, "b := balance.Load()") {
			t.Errorf("over a step there is %q", got)
		}
		b.picture(filepath.Join(t.ArtifactDir(), "hover.png"))
		b.mouse("mousePressed", x, y)
		b.mouse("mouseReleased", x, y)
		if got := where(); got != "step 4 of 9" {
			t.Errorf("a click leads to %s", got)
		}
		b.eval(`(s => { s.value = '1'; s.dispatchEvent(new Event('change')) })(document.getElementById('object'))`)
		if got := b.eval(inSight); got != 5.0 {
			t.Errorf("%v steps on object 1, want 5", got)
		}
	})
	t.Run("long", func(t *testing.T) {
		b.t = t
		b.open(pageOf(t, longFailure(t, 100_000)))
		for _, key := range []string{"End", "Home", "End", "k", "PageUp", "o", "Escape"} {
			b.key(key)
			if n, _ := b.eval(inSight).(float64); n == 0 || n > 100 {
				t.Errorf("after %s %v rows are in the document, want those in sight only", key, n)
			}
		}
		b.picture(filepath.Join(t.ArtifactDir(), "long.png"))
	})
	t.Run("empty", func(t *testing.T) {
		b.t = t
		b.open(pageOf(t, reports(t)["known"]))
		b.key("j", "k", "m", "n", "o", "Home", "End", "J")
		if got := detail(); !strings.Contains(got, "no recorded steps") {
			t.Errorf("detail %q", got)
		}
	})
	b.t = t
	if len(b.failed) > 0 {
		t.Errorf("exceptions in the page: %v", b.failed)
	}
}

// Rows are counted without the steps of package testing; step numbers are not.
func TestPageRows(t *testing.T) {
	p := inWorker()
	p.does(3, sched.OpLock, 5, "transfer", 15).does(1, sched.OpAtomicLoad, 1, "", 0).waits(3, sched.OpUnlock, 5, "transfer", 17).does(4, sched.OpLock, 5, "transfer", 15)
	d := newPrinter(nil, terminal).page(tell(campaign.Finding{Trace: &p.Trace}, nil), campaign.Finding{})
	if got := fmt.Sprint(d.Step); got != "[2 3 4 5 6 7 8 9 10 11 13 14 16 17]" {
		t.Errorf("steps %s", got)
	}
	if got := fmt.Sprint(d.Holds); got != "[{5 1 11 12 false} {5 2 13 -1 false}]" {
		t.Errorf("holds %s", got)
	}
	last := d.Edges[len(d.Edges)-2:]
	if got := fmt.Sprint(last); got != "[12 13]" {
		t.Errorf("the last edge is %s, want that from Unlock to Lock", got)
	}
	if len(d.Tasks) != 3 || d.Tasks[d.Task[0]].Name != "G1" {
		t.Errorf("goroutines %v", d.Tasks)
	}
}
