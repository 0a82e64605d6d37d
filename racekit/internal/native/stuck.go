package native

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// leakLine is what a child logs of a run that left goroutines.
const leakLine = "racekit: goroutines are left"

// A blocked is a goroutine in a dump.
type blocked struct {
	state string
	stack []trace.Frame
}

var (
	dumped = regexp.MustCompile(`^\s*(?:\[?Goroutine|goroutine) (\d+)(?: in state| \[)\s*([^\],]*)`)
	place  = regexp.MustCompile(`^\s+(\S.*?\.(?:go|s)):(\d+)(?: \+0x[0-9a-f]+)?$`)
)

// goroutines reads those of a dump, of the runtime or of goleak, that run the
// program's own code.
func goroutines(dump []byte) (all []blocked) {
	var b *blocked
	fn := ""
	for raw := range bytes.Lines(dump) {
		line := strings.TrimRight(string(raw), "\r\n")
		if m := dumped.FindStringSubmatch(line); m != nil {
			all = append(all, blocked{state: m[2]})
			b = &all[len(all)-1]
			fn = ""
			continue
		}
		if b == nil {
			continue
		}
		if m := place.FindStringSubmatch(line); m != nil {
			if fn != "" {
				n, _ := strconv.Atoi(m[2])
				b.stack = append(b.stack, trace.Frame{Func: fn, File: m[1], Line: n})
			}
			fn = ""
			continue
		}
		fn = ""
		if text := strings.TrimSpace(line); !strings.HasPrefix(text, "created by ") && strings.HasSuffix(text, ")") {
			fn = text[:strings.LastIndexByte(text, '(')]
		}
	}
	kept := all[:0]
	for _, g := range all {
		if f, ok := trace.User(g.stack); ok && !trace.Machinery(f.Func) && !strings.Contains(f.Func, "/racekit/internal/native.") {
			kept = append(kept, g)
		}
	}
	return kept
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
func where(test string, all []blocked) (sites []trace.Frame, text string) {
	var b strings.Builder
	for _, g := range all {
		site, _ := trace.User(g.stack)
		sites = append(sites, site)
		fmt.Fprintf(&b, "%s in %s at %s:%d\n", g.state, trace.Plain(site.Func), site.File, site.Line)
	}
	if len(sites) == 0 {
		sites = []trace.Frame{{Func: test}}
	}
	return sites, strings.TrimSuffix(b.String(), "\n")
}
