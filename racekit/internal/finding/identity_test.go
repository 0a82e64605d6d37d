package finding

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestIdentity(t *testing.T) {
	a := trace.Frame{Func: "x/bank.withdraw", File: "/home/a/bank.go", Line: 15, Entry: 12}
	b := trace.Frame{Func: "x/bank.(*T[go.shape.int]).deposit", File: "/home/a/bank.go", Line: 30, Entry: 28}
	base := Finding{Kind: DataRace, Message: "m", Sites: []trace.Frame{a, b}, Detail: "d"}
	const want = "24dec9e0469bd28d"
	if got := Identity(base); got != want {
		t.Fatalf("Identity = %s, want %s: records and accept files already name findings by the old one", got, want)
	}
	with := func(change func(*Finding)) Finding {
		f := base
		f.Sites = append([]trace.Frame{}, base.Sites...)
		change(&f)
		return f
	}
	for _, tt := range []struct {
		reason string
		f      Finding
		same   bool
	}{
		{"order does not count", with(func(f *Finding) { f.Sites[0], f.Sites[1] = b, a }), true},
		{"a site twice is one", with(func(f *Finding) { f.Sites = append(f.Sites, a) }), true},
		{"another checkout", with(func(f *Finding) { f.Sites[0].File = `C:\bank.go` }), true},
		{"lines added above the function", with(func(f *Finding) { f.Sites[0].Line += 40; f.Sites[0].Entry += 40 }), true},
		{"message and detail vary", with(func(f *Finding) { f.Message, f.Detail = "0xc000", "goroutine 7" }), true},
		{"other type arguments", with(func(f *Finding) { f.Sites[1].Func = "x/bank.(*T[go.shape.string]).deposit" }), true},
		{"another line of the function", with(func(f *Finding) { f.Sites[0].Line++ }), false},
		{"another function", with(func(f *Finding) { f.Sites[0].Func = "x/bank.other" }), false},
		{"another kind", with(func(f *Finding) { f.Kind = Leak }), false},
		{"one site less", with(func(f *Finding) { f.Sites = f.Sites[:1] }), false},
		{"start unknown", with(func(f *Finding) { f.Sites[0].Entry = 0 }), false},
	} {
		if got := Identity(tt.f) == want; got != tt.same {
			t.Errorf("%s: same = %v", tt.reason, got)
		}
	}
	unknown := func(line int) string {
		return Identity(Finding{Kind: Panic, Sites: []trace.Frame{{Func: "x.F", Line: line}}})
	}
	if unknown(3) != unknown(4) {
		t.Error("without the start of the function the line in the file must not count")
	}
}
