package toolchain

import "testing"

func TestReleaseWithin(t *testing.T) {
	tests := []struct {
		reason      string
		version     string
		from, until string
		want        bool
	}{
		{"no bounds", "go1.26.8", "", "", true},
		{"from is inclusive", "go1.26", "1.26", "", true},
		{"below from", "go1.25.5", "1.26", "", false},
		{"until is exclusive", "go1.27.3", "", "1.27", false},
		{"below until", "go1.26.8", "1.25", "1.27", true},
		{"releases are numbers, not text", "go1.100", "1.26", "", true},
		{"a release candidate is of its release", "go1.27rc1", "1.27", "", true},
		{"an experiment follows the version", "go1.26.8 X:jsonv2", "1.26", "1.27", true},
		{"a vendor's suffix", "go1.26.8-asan", "1.26", "1.27", true},
		{"a development version names the next release", "devel go1.28-1a2b3c4d Tue Nov 3", "1.28", "", true},
		{"an unknown version is taken for the newest", "devel +1a2b3c4d", "1.27", "", true},
		{"an unknown version is not old", "devel +1a2b3c4d", "", "1.27", false},
		{"Go 2 is newer than Go 1", "go2.0", "1.27", "", true},
		{"a bound that is no release admits nothing", "go1.26.8", "go1.26", "", false},
		{"nor does such an upper bound", "go1.26.8", "", "1.x", false},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			if got := releaseOf(test.version).within(test.from, test.until); got != test.want {
				t.Errorf("%s in [%s, %s): got %v", test.version, test.from, test.until, got)
			}
		})
	}
}
