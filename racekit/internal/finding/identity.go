package finding

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

// IdentityLen is the number of hex digits of an identity.
const IdentityLen = 16

// identityVersion is hashed first. Identities name committed files and accepted
// findings: change it, and what is hashed, only together with the record version.
const identityVersion = "racekit identity 1"

// Identity names a finding by what it is and where: 16 hex digits of the
// SHA-256 of its kind and the set of its code sites. Two schedules that show
// the same bug have the same identity, on every machine and in every checkout.
func Identity(f Finding) string {
	sites := make([]string, len(f.Sites))
	for i, s := range f.Sites {
		sites[i] = SiteName(s)
	}
	slices.Sort(sites)
	sites = slices.Compact(sites)
	text := identityVersion + "\n" + string(f.Kind) + "\n" + strings.Join(sites, "\n")
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])[:IdentityLen]
}

// SiteName names a code position without the file: the function and the line
// within it ("example.com/bank.withdraw+3"), or the function alone where its
// start is unknown.
func SiteName(f trace.Frame) string {
	name := trace.Plain(f.Func)
	if n := f.Offset(); n > 0 {
		return fmt.Sprintf("%s+%d", name, n)
	}
	return name
}

// ValidIdentity reports whether s has the form of an identity.
func ValidIdentity(s string) bool {
	return len(s) == IdentityLen && strings.Trim(s, "0123456789abcdef") == ""
}
