package toolchain

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func TestEnv(t *testing.T) {
	tc := &Toolchain{Base: Base{GOROOT: "/base"}, goroot: "/copy"}
	const ours = "suppress_equal_stacks=0 suppress_equal_addresses=0 atexit_sleep_ms=0 history_size=7"
	tests := []struct {
		reason  string
		environ []string
		want    []string
	}{
		{"an empty environment",
			nil,
			[]string{"GOTOOLCHAIN=local", "GOROOT=/copy", "PATH=/base/bin", "GORACE=" + ours}},
		{"other variables stay, GOFLAGS among them, and the old values go",
			[]string{"GOFLAGS=-mod=mod", "GOTOOLCHAIN=auto", "GOROOT=/other", "PATH=/usr/bin", "HOME=/h", "GOROOT_X=1"},
			[]string{"GOFLAGS=-mod=mod", "HOME=/h", "GOROOT_X=1", "GOTOOLCHAIN=local", "GOROOT=/copy", "PATH=/base/bin:/usr/bin", "GORACE=" + ours}},
		{"the user's race options stay; ours come last and win",
			[]string{"GORACE=halt_on_error=1 suppress_equal_stacks=1"},
			[]string{"GOTOOLCHAIN=local", "GOROOT=/copy", "PATH=/base/bin", "GORACE=halt_on_error=1 suppress_equal_stacks=1 " + ours}},
		{"the last of two equal variables counts, as in os/exec",
			[]string{"PATH=/a", "PATH=/b"},
			[]string{"GOTOOLCHAIN=local", "GOROOT=/copy", "PATH=/base/bin:/b", "GORACE=" + ours}},
		{"a directory that only starts like ours is kept",
			[]string{"PATH=/base/bin2:/b"},
			[]string{"GOTOOLCHAIN=local", "GOROOT=/copy", "PATH=/base/bin:/base/bin2:/b", "GORACE=" + ours}},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			got := tc.Env(test.environ)
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
			if again := tc.Env(got); !slices.Equal(again, got) {
				t.Errorf("twice is not once: %q", again)
			}
		})
	}
}

func TestExports(t *testing.T) {
	tc := &Toolchain{Base: Base{GOROOT: `/it's $HOME "here"`}, goroot: "/a `b`\n\\c"}
	environ := []string{"PATH=/usr/bin:/bin", "GORACE=log_path='x'"}
	script := tc.Exports(environ) + `printf '%s\0' "GOTOOLCHAIN=$GOTOOLCHAIN" "GOROOT=$GOROOT" "PATH=$PATH" "GORACE=$GORACE"`
	out, err := exec.Command("/bin/sh", "-c", script).Output()
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Join(tc.Env(environ), "\x00") + "\x00"
	if string(out) != want {
		t.Errorf("the shell has %q, Env %q", out, want)
	}
}
