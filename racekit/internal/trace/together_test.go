package trace

import (
	"slices"
	"testing"
)

func TestTogetherAndMembers(t *testing.T) {
	for _, tt := range []struct {
		reason, name string
		members      []string
		label        string
	}{
		{"one", "TestA", []string{"TestA"}, "TestA"},
		{"several", Together([]string{"TestA", "TestB"}), []string{"TestA", "TestB"}, "parallel tests"},
		{"a subtest may have any name", "TestA/1+1", []string{"TestA/1+1"}, "TestA/1+1"},
	} {
		if got := Members(tt.name); !slices.Equal(got, tt.members) || Label(tt.name) != tt.label {
			t.Errorf("%s: %q has members %q and label %q, want %q and %q", tt.reason, tt.name, got, Label(tt.name), tt.members, tt.label)
		}
	}
}
