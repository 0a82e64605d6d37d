package report

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"
)

// checkChrome reports what the Trace Event Format does not allow: slices of a
// track that overlap without nesting, flows without both ends or with an end
// outside of a slice, asynchronous slices that do not close, tracks without a
// name.
func checkChrome(text []byte) []string {
	var file struct {
		TraceEvents []chromeEvent `json:"traceEvents"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return []string{err.Error()}
	}
	var bad []string
	fault := func(format string, args ...any) { bad = append(bad, fmt.Sprintf(format, args...)) }
	tracks := map[uint32][]chromeEvent{}
	named := map[uint32]bool{}
	pairs := map[string]map[string][]chromeEvent{"order": {}, "lock": {}}
	for _, e := range file.TraceEvents {
		switch e.Ph {
		case "M":
			if e.Name == "thread_name" {
				named[e.Tid] = true
			}
		case "X":
			tracks[e.Tid] = append(tracks[e.Tid], e)
		case "s", "f", "b", "e":
			if pairs[e.Cat] == nil || e.ID == 0 {
				fault("%s without a category or an id: %+v", e.Ph, e)
				continue
			}
			id := fmt.Sprint(e.ID)
			pairs[e.Cat][id] = append(pairs[e.Cat][id], e)
		case "i":
			if e.S != "t" {
				fault("an instant of no track: %+v", e)
			}
		default:
			fault("unknown phase %q", e.Ph)
		}
	}
	for tid, all := range tracks {
		if !named[tid] {
			fault("track %d has no name", tid)
		}
		sort.SliceStable(all, func(i, j int) bool { return all[i].Ts < all[j].Ts })
		var open []float64 // ends
		for _, e := range all {
			for len(open) > 0 && open[len(open)-1] <= e.Ts {
				open = open[:len(open)-1]
			}
			end := e.Ts + float64(e.Dur)
			if e.Dur <= 0 || len(open) > 0 && end > open[len(open)-1] {
				fault("%s at %v does not nest", e.Name, e.Ts)
			}
			open = append(open, end)
		}
	}
	within := func(e chromeEvent) bool {
		return slices.ContainsFunc(tracks[e.Tid], func(s chromeEvent) bool { return s.Ts <= e.Ts && e.Ts < s.Ts+float64(s.Dur) })
	}
	for cat, ids := range pairs {
		for id, ends := range ids {
			switch {
			case len(ends) != 2 || ends[0].Ph+ends[1].Ph != map[string]string{"order": "sf", "lock": "be"}[cat]:
				fault("%s %s does not begin and end once", cat, id)
			case ends[0].Ts > ends[1].Ts || cat == "order" && ends[0].Ts == ends[1].Ts:
				fault("%s %s ends before it begins", cat, id)
			case cat == "order" && (!within(ends[0]) || !within(ends[1]) || ends[1].Bp != "e"):
				fault("flow %s has an end outside of a slice", id)
			}
		}
	}
	return bad
}

func TestPerfetto(t *testing.T) {
	all := reports(t)
	all["many"] = longFailure(t, 400)
	flows := 0
	for name, f := range all {
		var b strings.Builder
		if err := terminal.WritePerfetto(&b, f); err != nil {
			t.Fatal(err)
		}
		for _, bad := range checkChrome([]byte(b.String())) {
			t.Errorf("%s: %s", name, bad)
		}
		if strings.Contains(b.String(), "/home/me") {
			t.Errorf("%s: an absolute path is in the trace", name)
		}
		flows += strings.Count(b.String(), `"ph":"s"`)
	}
	if flows < 100 {
		t.Errorf("%d flows in all traces", flows)
	}
	if err := terminal.WritePerfetto(&limited{}, all["race"]); err == nil || err.Error() != "disk full" {
		t.Errorf("error %v", err)
	}
}

// The check sees what is wrong.
func TestCheckChrome(t *testing.T) {
	const track = `{"ph":"M","name":"thread_name","tid":1},{"ph":"X","name":"a","ts":1,"dur":4,"tid":1},`
	for _, tt := range []struct{ reason, events, want string }{
		{"fine", track + `{"ph":"X","name":"b","ts":2,"dur":1,"tid":1},{"ph":"s","cat":"order","id":1,"ts":1.5,"tid":1},{"ph":"f","bp":"e","cat":"order","id":1,"ts":2.5,"tid":1}`, "[]"},
		{"overlap", track + `{"ph":"X","name":"b","ts":2,"dur":9,"tid":1}`, "[b at 2 does not nest]"},
		{"no name", `{"ph":"X","name":"b","ts":2,"dur":9,"tid":2}`, "[track 2 has no name]"},
		{"half a flow", track + `{"ph":"s","cat":"order","id":1,"ts":1.5,"tid":1}`, "[order 1 does not begin and end once]"},
		{"a flow back in time", track + `{"ph":"s","cat":"order","id":1,"ts":2.5,"tid":1},{"ph":"f","bp":"e","cat":"order","id":1,"ts":1.5,"tid":1}`, "[order 1 ends before it begins]"},
		{"a flow from nowhere", track + `{"ph":"s","cat":"order","id":1,"ts":0.5,"tid":1},{"ph":"f","bp":"e","cat":"order","id":1,"ts":1.5,"tid":1}`, "[flow 1 has an end outside of a slice]"},
		{"a lock that stays open", track + `{"ph":"b","cat":"lock","id":1,"ts":2.5,"tid":1}`, "[lock 1 does not begin and end once]"},
		{"no JSON", `{`, "[unexpected end of JSON input]"},
	} {
		if got := fmt.Sprint(checkChrome([]byte(`{"traceEvents":[` + tt.events + `]}`))); got != tt.want && tt.reason != "no JSON" || got == "[]" && tt.want != "[]" {
			t.Errorf("%s: %s, want %s", tt.reason, got, tt.want)
		}
	}
}
