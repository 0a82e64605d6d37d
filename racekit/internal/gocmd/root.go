package gocmd

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// Root returns the folder of the main module.
func Root(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}").Output()
	dir := strings.TrimSpace(string(out))
	if err == nil && dir == "" { // outside of modules that is no error
		err = errors.New("no go.mod here or above")
	}
	if err != nil {
		return "", fmt.Errorf("go list -m: %w; run this inside the module", err)
	}
	return dir, nil
}
