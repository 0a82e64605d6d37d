package pooluseafterput

import (
	"bytes"
	"strconv"
	"sync"
)

func renderReset(pool *sync.Pool, user int) []byte {
	buf := pool.Get().(*bytes.Buffer)
	defer pool.Put(buf)
	buf.Reset()
	buf.WriteString("user ")
	buf.WriteString(strconv.Itoa(user))
	return buf.Bytes()
}
