package records

import "testing"

func TestQuote(t *testing.T) {
	for _, tt := range []struct{ reason, word, want string }{
		{"plain", "-test.run=TestX", "-test.run=TestX"},
		{"nothing", "", "''"},
		{"spaces", "GORACE=a b", "'GORACE=a b'"},
		{"quotes", "it's", `'it'\''s'`},
		{"what a shell expands", "$x*", "'$x*'"},
	} {
		if got := quote(tt.word); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.reason, got, tt.want)
		}
	}
}
