package toolchain

import (
	"slices"
	"testing"
)

func TestNoIntrinsics(t *testing.T) {
	const off = "-d=ssa/intrinsics/off"
	own := []string{"-gcflags=all=" + off, "-gcflags=runtime=", "-gcflags=runtime/...=", "-gcflags=internal/...=", "-gcflags=sync="}
	for _, tt := range []struct {
		reason string
		given  []string
		want   []string // after our own
	}{
		{"nothing was given", nil, nil},
		{"of the named packages", []string{"-N -l"}, []string{"-gcflags=-N -l " + off}},
		{"of a pattern", []string{"./...=-l"}, []string{"-gcflags=./...=-l " + off}},
		{"of all packages: the runtime's too, without ours", []string{"all=-l"},
			[]string{"-gcflags=all=-l " + off, "-gcflags=runtime=-l", "-gcflags=runtime/...=-l", "-gcflags=internal/...=-l", "-gcflags=sync=-l"}},
		{"none for a pattern: still ours", []string{"std="},
			[]string{"-gcflags=std=" + off, "-gcflags=runtime=", "-gcflags=runtime/...=", "-gcflags=internal/...=", "-gcflags=sync="}},
		{"a flag with a value is no pattern", []string{"-d=panic"}, []string{"-gcflags=-d=panic " + off}},
	} {
		if got, want := NoIntrinsics(tt.given), append(slices.Clone(own), tt.want...); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", tt.reason, got, want)
		}
	}
}
