package native

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// leakLine is what a child logs of a run that left goroutines.
const leakLine = "racekit: goroutines are left"

// goroutines are those of a dump that run the program's own code.
func goroutines(dump []byte) (own []finding.Goroutine) {
	for _, g := range finding.Goroutines(dump) {
		if f, ok := trace.User(g.Stack); ok && !trace.Machinery(f.Func) && !strings.Contains(f.Func, "/racekit/internal/native.") {
			own = append(own, g)
		}
	}
	return own
}

// leak describes what goleak found.
func leak(test string, output []byte) finding.Finding {
	f := finding.Finding{Kind: finding.Leak, Message: "a goroutine is left after the test"}
	if i := bytes.Index(output, []byte(leakLine)); i >= 0 {
		output = output[i:]
	}
	f.Sites, f.Detail = where(test, goroutines(output))
	return f
}

// hang describes a run that did not end. Whether it is a deadlock or only slow,
// nobody can tell who does not control the schedule.
func hang(cfg Config, output []byte) finding.Finding {
	f := finding.Finding{Kind: finding.Hang, Message: fmt.Sprintf("the run did not end within %v: a deadlock, or a wait for something that does not come", cfg.Hang)}
	f.Sites, f.Detail = where(cfg.Test, goroutines(output))
	return f
}

// where lists the program's own positions in which goroutines stand.
func where(test string, all []finding.Goroutine) (sites []trace.Frame, text string) {
	var b strings.Builder
	for _, g := range all {
		site, _ := trace.User(g.Stack)
		sites = append(sites, site)
		fmt.Fprintf(&b, "%s in %s at %s:%d\n", g.State, trace.Plain(site.Func), site.File, site.Line)
	}
	if len(sites) == 0 {
		sites = []trace.Frame{{Func: test}}
	}
	return sites, strings.TrimSuffix(b.String(), "\n")
}
