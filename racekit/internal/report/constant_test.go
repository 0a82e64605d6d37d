package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/finding"
)

func TestConstant(t *testing.T) {
	leak := finding.Finding{Kind: finding.Leak, Message: "G2 can never run again: receive at bank.go:8",
		Detail: "G2, started at /home/me/bank/bank.go:7\n  example.com/bank.F\n      /home/me/bank/bank.go:8"}
	failure := finding.Finding{Kind: finding.TestFailure, Message: "got 1"}
	for _, tt := range []struct {
		reason string
		f      campaign.Finding
		want   []string
	}{
		{"as go test prints it", campaign.Finding{Test: "TestX/a", Every: 9, Finding: failure, Output: []byte("printed\n--- FAIL: TestX (0.00s)\n    --- FAIL: TestX/a (0.00s)\n        x_test.go:5: got 1\n")}, []string{
			"printed",
			"--- FAIL: TestX (0.00s)",
			"    --- FAIL: TestX/a (0.00s)",
			"        x_test.go:5: got 1",
			"    fails in all 9 schedules, including the default one: it does not depend on the schedule",
		}},
		{"a process that ended said nothing of its tests", campaign.Finding{Test: "TestX", Every: 9, Finding: finding.Finding{Kind: finding.Exit, Message: "the test ended the process: exit status 3"}, Output: []byte("bye\n")}, []string{
			"--- FAIL: TestX (0.00s)",
			"bye",
			"    the test ended the process: exit status 3",
			"    fails in all 9 schedules, including the default one: it does not depend on the schedule",
		}},
		{"one schedule says nothing of others", campaign.Finding{Test: "TestX", Every: 1, Finding: failure}, []string{
			"--- FAIL: TestX (0.00s)",
			"    fails in the default schedule, the only one tried; no other goroutine took part",
		}},
		{"the copy of GOROOT is nobody's business", campaign.Finding{Test: "TestX", Every: 2, Finding: failure, Output: []byte("--- FAIL: TestX (0.00s)\npanic: no\n\t/usr/local/go/src/testing/testing.go:7\n")}, []string{
			"--- FAIL: TestX (0.00s)",
			"panic: no",
			"\t$GOROOT/src/testing/testing.go:7",
			"    fails in all 2 schedules, including the default one: it does not depend on the schedule",
		}},
		{"a leak", campaign.Finding{Test: "TestX", Every: 9, Finding: leak, Record: "testdata/racekit/TestX/1"}, []string{
			"--- FAIL: TestX (every schedule counted)",
			"    goroutine leak: G2 can never run again: receive at bank.go:8",
			"    G2, started at bank.go:7",
			"      example.com/bank.F",
			"          bank.go:8",
			"    leaked by TestX in every schedule counted, the default one included;",
			"        -leaks=new leaves such leaks out",
			"    replay: racekit replay testdata/racekit/TestX/1",
		}},
		{"an accepted one is a reminder", campaign.Finding{Test: "TestX", Every: 9, Finding: failure, Accepted: "issue 7"}, []string{
			"--- KNOWN: TestX",
			"    test failure: got 1",
			"    accepted: issue 7",
		}},
	} {
		var b strings.Builder
		if err := terminal.WriteFailure(&b, tt.f); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.reason, diff)
		}
	}
}

func TestLeakOfManyTests(t *testing.T) {
	tests := strings.Fields("TestA TestB TestC TestD TestE TestF TestG TestH TestI TestJ")
	var b strings.Builder
	if err := terminal.WriteLeak(&b, campaign.Finding{Every: 1, Finding: finding.Finding{Kind: finding.Leak, Message: "it waits"}}, tests); err != nil {
		t.Fatal(err)
	}
	want := `--- FAIL: TestA and 9 more tests (default schedule)
    goroutine leak: it waits
    leaked by TestA, TestB, TestC, TestD, TestE, TestF, TestG, TestH and 2 more
        tests in the default schedule, the only one tried; -leaks=new leaves
        such leaks out
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestParts(t *testing.T) {
	out := "first\n--- FAIL: TestX (0.00s)\n    x.go:1: own\n    --- FAIL: TestX/a b (0.00s)\n        x.go:2: its\n        --- FAIL: TestX/a b/in (1.50s)\n    --- FAIL: TestXY (0.00s)\n--- FAIL: not a test\nlast"
	want := []Part{
		{"TestX", []byte("first\n")}, {"TestX", []byte("    x.go:1: own\n")}, {"TestX/a b", []byte("        x.go:2: its\n")},
		{"TestX/a b/in", []byte("    --- FAIL: TestXY (0.00s)\n--- FAIL: not a test\nlast")},
	}
	if diff := cmp.Diff(want, Parts("TestX", []byte(out))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestUserFirst(t *testing.T) {
	own := []string{"  example.com/x.F", "      x.go:1"}
	std := func(name string) []string { return []string{"  " + name, "      $GOROOT/src/x.go:2"} }
	join := func(parts ...[]string) (out []string) {
		for _, p := range parts {
			out = append(out, p...)
		}
		return out
	}
	for _, tt := range []struct {
		reason    string
		all, want []string
	}{
		{"no stack", []string{"G1 waits", "  for G2"}, []string{"G1 waits", "  for G2"}},
		{"the program's own", join([]string{"read by G1"}, own, own), join([]string{"read by G1"}, own, own)},
		{"below the program's", join(own, std("net/http.HandlerFunc.ServeHTTP"), std("net/http.(*conn).serve"), []string{"next"}), []string{"  example.com/x.F", "      x.go:1 (called by net/http)", "next"}},
		{"above it", join(std("internal/sync.fatal"), std("sync.(*Mutex).Unlock"), own), join([]string{"  sync.(*Mutex).Unlock, called by"}, own)},
		{"within it", join(own, std("slices.SortFunc"), own), join(own, std("slices.SortFunc"), own)},
		{"the standard library alone", join(std("net/http.(*persistConn).readLoop"), std("net/http.x")), join(std("net/http.(*persistConn).readLoop"), std("net/http.x"))},
		{"a recursion", join(own, []string{"      ... the same 3 times more"}, std("net/http.x")), []string{"  example.com/x.F", "      x.go:1", "      ... the same 3 times more (called by net/http)"}},
	} {
		if diff := cmp.Diff(tt.want, userFirst(tt.all)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.reason, diff)
		}
	}
}
