package pooluseafterput

import (
	"bytes"
	"strconv"
	"sync"
)

func renderCopy(pool *sync.Pool, user int) []byte {
	buf := pool.Get().(*bytes.Buffer)
	buf.WriteString("user ")
	buf.WriteString(strconv.Itoa(user))
	page := bytes.Clone(buf.Bytes())
	buf.Reset()
	pool.Put(buf)
	return page
}
