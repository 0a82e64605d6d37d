package gocmd

import (
	"slices"
	"strings"
	"testing"
)

func TestInstrumented(t *testing.T) {
	for _, tt := range []struct {
		reason  string
		build   []string
		goflags string
		want    string
		bad     string // part of the error; "" is none
	}{
		{reason: "nothing given", want: "-race=false -tags=race -gcflags=all=-race -ldflags=all=-race"},
		{reason: "the last -gcflags for a package counts, so each has the flag", build: []string{"-gcflags=-N", "-trimpath=true", "-gcflags=./x=-l"},
			want: "-trimpath=true -race=false -tags=race -gcflags=all=-race -gcflags=-N -race -gcflags=./x=-l -race -ldflags=all=-race"},
		{reason: "an empty value is one too", build: []string{"-gcflags="}, want: "-race=false -tags=race -gcflags=all=-race -gcflags=-race -ldflags=all=-race"},
		{reason: "the linker likewise", build: []string{"-ldflags=-X main.v=1"},
			want: "-race=false -tags=race -gcflags=all=-race -ldflags=all=-race -ldflags=-X main.v=1 -race"},
		{reason: "the last tags count, and stay", build: []string{"-tags=a", "-tags=b,c"}, want: "-tags=a -tags=b,c -race=false -tags=b,c,race -gcflags=all=-race -ldflags=all=-race"},
		{reason: "what GOFLAGS says comes first", build: []string{"-gcflags=-N"}, goflags: `-race -tags=a '-gcflags=all=-l -S' --ldflags=-w`,
			want: "-race=false -tags=a,race -gcflags=all=-race -gcflags=all=-l -S -race -gcflags=-N -race -ldflags=all=-race -ldflags=-w -race"},
		{reason: "tags in GOFLAGS give way", build: []string{"-tags="}, goflags: "-tags=a", want: "-tags= -race=false -tags=race -gcflags=all=-race -ldflags=all=-race"},
		{reason: "counters of coverage are shared", build: []string{"-cover=true"}, want: "-cover=true -race=false -tags=race -gcflags=all=-race -ldflags=all=-race -covermode=atomic"},
		{reason: "packages to cover are enough", build: []string{"-coverpkg=./..."}, want: "-coverpkg=./... -race=false -tags=race -gcflags=all=-race -ldflags=all=-race -covermode=atomic"},
		{reason: "no coverage after all", build: []string{"-cover=true", "-cover=false"}, want: "-cover=true -cover=false -race=false -tags=race -gcflags=all=-race -ldflags=all=-race"},
		{reason: "counters that goroutines may not share", build: []string{"-covermode=set"}, bad: "-covermode must be atomic with the race detector, not set"},
		{reason: "likewise in GOFLAGS", build: []string{"-cover=true"}, goflags: "-covermode=count", bad: "not count"},
	} {
		before := slices.Clone(tt.build)
		got, err := instrumented(tt.build, tt.goflags)
		if (err == nil) != (tt.bad == "") || err != nil && !strings.Contains(err.Error(), tt.bad) {
			t.Errorf("%s: %v, want %q", tt.reason, err, tt.bad)
		}
		if words := strings.Join(got, " "); err == nil && words != tt.want {
			t.Errorf("%s:\n%q, want\n%q", tt.reason, words, tt.want)
		}
		if !slices.Equal(before, tt.build) {
			t.Errorf("%s: the flags that were given are now %q", tt.reason, tt.build)
		}
	}
}

func TestSplitGoflags(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{" -a  -b=c ", []string{"-a", "-b=c"}},
		{`"-gcflags=-N -l" -v`, []string{"-gcflags=-N -l", "-v"}},
		{`'-x="y"'`, []string{`-x="y"`}},
	} {
		if got := split(tt.text); !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.want)
		}
	}
}
