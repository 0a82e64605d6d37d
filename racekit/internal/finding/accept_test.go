package finding

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const acceptText = `# known findings

4f2a91c07d3be815  example.com/bank.TestTransfer   upstream issue 12, mended in v2
0000000000000001	example.com/bank.TestOld	gone
0000000000000002 example.com/bank.TestMended was mended
0000000000000003 example.com/bank.TestSkipped not run
`

func TestAccept(t *testing.T) {
	list, err := ReadAccepted(strings.NewReader(acceptText))
	if err != nil {
		t.Fatal(err)
	}
	got, ok := list.Lookup("example.com/bank", "TestTransfer", "4f2a91c07d3be815")
	if !ok || got.Reason != "upstream issue 12, mended in v2" || got.Line != 3 {
		t.Errorf("Lookup = %+v, %v", got, ok)
	}
	for _, miss := range [][3]string{
		{"example.com/bank", "TestOther", "4f2a91c07d3be815"},
		{"example.com/other", "TestTransfer", "4f2a91c07d3be815"},
		{"example.com/bank", "TestTransfer", "4f2a91c07d3be816"},
	} {
		if _, ok := list.Lookup(miss[0], miss[1], miss[2]); ok {
			t.Errorf("accepted %v", miss)
		}
	}
	known := func(test string) bool { return !strings.HasSuffix(test, "TestOld") }
	ran := func(test string) bool { return !strings.HasSuffix(test, "TestSkipped") }
	want := []string{
		"line 4: there is no test example.com/bank.TestOld: remove the entry",
		"line 5: 0000000000000002 was not found in example.com/bank.TestMended in this run: if it is fixed, remove the entry",
	}
	if diff := cmp.Diff(want, list.Stale(known, ran)); diff != "" {
		t.Error(diff)
	}
	var none *AcceptList
	if _, ok := none.Lookup("a", "TestB", "0"); ok || none.Stale(known, ran) != nil {
		t.Error("no list accepts something")
	}
}

func TestAcceptErrors(t *testing.T) {
	for _, tt := range []struct{ reason, text, want string }{
		{"no identity", "xyz a.TestB why", `line 1: "xyz" is not an identity: 16 digits of 0-9 and a-f, the name of the finding's record`},
		{"no test", "4f2a91c07d3be815", "line 1: the test is missing: write the identity, package.Test and a reason"},
		{"no package", "4f2a91c07d3be815 TestB why", `line 1: "TestB" is not package.Test, like example.com/bank.TestTransfer`},
		{"dot in the path only", "4f2a91c07d3be815 example.com/TestB why", `line 1: "example.com/TestB" is not package.Test, like example.com/bank.TestTransfer`},
		{"no reason", "\n# x\n4f2a91c07d3be815 a/b.TestB  ", "line 3: a reason is missing: say after a/b.TestB why the finding is accepted"},
		{"twice", "4f2a91c07d3be815 a.TestB x\n4f2a91c07d3be815 a.TestB y", "line 2: 4f2a91c07d3be815 of a.TestB is accepted already, on line 1"},
		{"all are named", "x\ny", "line 1: \"x\" is not an identity: 16 digits of 0-9 and a-f, the name of the finding's record\nline 2: \"y\" is not an identity: 16 digits of 0-9 and a-f, the name of the finding's record"},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			list, err := ReadAccepted(strings.NewReader(tt.text))
			if err == nil || err.Error() != tt.want || list != nil {
				t.Errorf("error\n%v\nwant\n%s", err, tt.want)
			}
		})
	}
}

func FuzzReadAccepted(f *testing.F) {
	f.Add(acceptText)
	f.Fuzz(func(t *testing.T, text string) {
		list, err := ReadAccepted(strings.NewReader(text))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "line ") {
				t.Errorf("no line in %q", err)
			}
			return
		}
		lines := slices.Collect(strings.Lines(text))
		for _, e := range list.entries {
			if e.Reason == "" || !strings.Contains(lines[e.Line-1], e.Identity) {
				t.Errorf("bad entry %+v", e)
			}
		}
	})
}
