package reference

import (
	"net/url"
	"strings"
	"testing"
)

// TestRefusedHeads sends malformed and ambiguous heads. Each is followed by a request that
// the server must not answer.
func TestRefusedHeads(t *testing.T) {
	ok := head("PUT", "a")
	path := tagPath("a")
	tests := map[string]struct {
		head   string
		status int
	}{
		"length and coding":        {ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
		"coding and length":        {ok + "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n", 400},
		"two lengths":              {ok + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400},
		"list of lengths":          {ok + "Content-Length: 5, 6\r\n\r\nhello", 400},
		"signed length":            {ok + "Content-Length: +5\r\n\r\nhello", 400},
		"negative length":          {ok + "Content-Length: -1\r\n\r\n", 400},
		"huge length":              {ok + "Content-Length: 99999999999999999999\r\n\r\n", 400},
		"empty length":             {ok + "Content-Length:\r\n\r\n", 400},
		"hexadecimal length":       {ok + "Content-Length: 0x5\r\n\r\nhello", 400},
		"unknown coding":           {ok + "Transfer-Encoding: gzip\r\n\r\n", 400},
		"unknown coding, chunked":  {ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
		"chunked not last":         {ok + "Transfer-Encoding: chunked, gzip\r\n\r\n", 400},
		"chunked twice":            {ok + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
		"coding in HTTP/1.0":       {"PUT " + path + " HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
		"bad trailer names":        {ok + "Transfer-Encoding: chunked\r\nTrailer: x, Content-Length\r\n\r\n0\r\n\r\n", 400},
		"no host":                  {"PUT " + path + " HTTP/1.1\r\n\r\n", 400},
		"two hosts":                {ok + "Host: other\r\n\r\n", 400},
		"the same host twice":      {ok + "Host: test\r\n\r\n", 400},
		"bad host":                 {"PUT " + path + " HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
		"host with a path":         {"PUT " + path + " HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
		"space before the colon":   {ok + "X-Name : v\r\n\r\n", 400},
		"no colon":                 {ok + "X-Name\r\n\r\n", 400},
		"no name":                  {ok + ": v\r\n\r\n", 400},
		"bad name":                 {ok + "X Name: v\r\n\r\n", 400},
		"folded field":             {ok + "X-Name: v\r\n w\r\n\r\n", 400},
		"first field folded":       {"PUT " + path + " HTTP/1.1\r\n Host: test\r\n\r\n", 400},
		"NUL in a field":           {ok + "X-Name: a\x00b\r\n\r\n", 400},
		"bare CR in a field":       {ok + "X-Name: a\rb\r\n\r\n", 400},
		"bare LF":                  {ok + "X-Name: v\n\r\n", 400},
		"only LF":                  {"PUT " + path + " HTTP/1.1\nHost: test\n\n", 400},
		"two empty lines":          {"\r\n\r\n" + ok + "\r\n", 400},
		"space in the target":      {"PUT " + path + " b HTTP/1.1\r\nHost: test\r\n\r\n", 400},
		"fragment":                 {"PUT " + path + "#b HTTP/1.1\r\nHost: test\r\n\r\n", 400},
		"target of the filter":     {strings.Replace(ok, path, "/#sent/"+url.PathEscape(path), 1) + "\r\n", 400},
		"bytes beyond ASCII":       {"PUT " + tagPath("\xc3\xa9") + " HTTP/1.1\r\nHost: test\r\n\r\n", 400},
		"NUL in the target":        {"PUT " + tagPath("\x00") + " HTTP/1.1\r\nHost: test\r\n\r\n", 400},
		"bad method":               {"P(T " + path + " HTTP/1.1\r\nHost: test\r\n\r\n", 400},
		"no method":                {" " + path + " HTTP/1.1\r\nHost: test\r\n\r\n", 400},
		"no target":                {"PUT  HTTP/1.1\r\nHost: test\r\n\r\n", 400},
		"no version":               {"PUT " + path + "\r\nHost: test\r\n\r\n", 400},
		"short version":            {"PUT " + path + " HTTP/1\r\nHost: test\r\n\r\n", 400},
		"version in lower case":    {"PUT " + path + " http/1.1\r\nHost: test\r\n\r\n", 400},
		"space after the version":  {"PUT " + path + " HTTP/1.1 \r\nHost: test\r\n\r\n", 400},
		"HTTP/2":                   {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
		"HTTP/0.9":                 {"PUT " + path + " HTTP/0.9\r\n\r\n", 505},
		"TLS":                      {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400},
		"long request line":        {"PUT " + tagPath(strings.Repeat("x", 64<<10)) + " HTTP/1.1\r\nHost: test\r\n\r\n", 414},
		"endless request line":     {"PUT " + tagPath(strings.Repeat("x", 1<<20)), 414},
		"long method":              {strings.Repeat("X", 64<<10), 414},
		"long field":               {ok + "X-Name: " + strings.Repeat("x", 64<<10) + "\r\n\r\n", 431},
		"endless field":            {ok + "X-Name: " + strings.Repeat("x", 1<<20), 431},
		"long header":              {ok + strings.Repeat("X-Name: "+strings.Repeat("x", 1000)+"\r\n", 64) + "\r\n", 431},
		"many fields":              {ok + strings.Repeat("X-Name: v\r\n", 1000) + "\r\n", 431},
		"path that does not parse": {"PUT " + strings.Repeat("%", 64<<10) + " HTTP/1.1\r\nHost: test\r\n\r\n", 414},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s, c := wireConn(t)
			c.send("%s", tt.head+head("PUT", "smuggled")+"\r\n")
			c.wantRefusal(tt.status)
			wantTags(t, s, testID)
		})
	}
}

func TestRefusalOfHEADHasNoContent(t *testing.T) {
	_, c := wireConn(t)
	c.send("HEAD / HTTP/1.1\r\n\r\n")
	c.wantAnswer("HEAD", 400)
	c.wantEnd()
}

// TestRefusalFollowsEarlierResponses sends valid requests before a malformed one.
func TestRefusalFollowsEarlierResponses(t *testing.T) {
	s, c := wireConn(t)
	c.send("%s\r\n%s\r\n%sContent-Length: x\r\n\r\n%s\r\n",
		head("PUT", "a"), head("DELETE", "b"), head("PUT", "c"), head("PUT", "d"))
	c.wantAnswer("PUT", 204)
	c.wantAnswer("DELETE", 404)
	c.wantRefusal(400)
	wantTags(t, s, testID, "a")
}

// TestMalformedBodies sends incomplete and malformed bodies. The requests must have no
// effect.
func TestMalformedBodies(t *testing.T) {
	chunked := head("PUT", "a") + "Transfer-Encoding: chunked\r\n\r\n"
	for name, request := range map[string]string{
		"size":               chunked + "z\r\nhello\r\n0\r\n\r\n",
		"no size":            chunked + "\r\nhello\r\n0\r\n\r\n",
		"signed size":        chunked + "+5\r\nhello\r\n0\r\n\r\n",
		"prefixed size":      chunked + "0x5\r\nhello\r\n0\r\n\r\n",
		"negative size":      chunked + "-5\r\nhello\r\n0\r\n\r\n",
		"huge size":          chunked + "FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n",
		"size before LF":     chunked + "5\nhello\r\n0\r\n\r\n",
		"space in size":      chunked + "5 5\r\nhello\r\n0\r\n\r\n",
		"data too long":      chunked + "5\r\nhello!\r\n0\r\n\r\n",
		"data too short":     chunked + "5\r\nhell\r\n0\r\n\r\n",
		"data before LF":     chunked + "5\r\nhello\n0\r\n\r\n",
		"long extension":     chunked + "5;" + strings.Repeat("x", 64<<10) + "\r\nhello\r\n0\r\n\r\n",
		"CR in extension":    chunked + "5;a\rb\r\nhello\r\n0\r\n\r\n",
		"bad trailer":        chunked + "0\r\nnonsense\r\n\r\n",
		"long trailer":       chunked + "0\r\n" + strings.Repeat("X-Name: v\r\n", 6000) + "\r\n",
		"too much non-data":  chunked + strings.Repeat("1;"+strings.Repeat("x", 900)+"\r\nx\r\n", 100) + "0\r\n\r\n",
		"end in the data":    chunked + "5\r\nhel",
		"end before the end": chunked + "5\r\nhello\r\n",
		"end before trailer": chunked + "5\r\nhello\r\n0\r\n",
		"end before length":  head("PUT", "a") + "Content-Length: 10\r\n\r\nhello",
		"end before body":    head("PUT", "a") + "Content-Length: 10\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			s, c := wireConn(t)
			c.send("%s", request)
			if strings.HasPrefix(name, "end ") {
				c.CloseWrite()
			} else {
				c.send("%s\r\n", head("PUT", "smuggled"))
			}
			c.wantRefusal(400)
			wantTags(t, s, testID)
		})
	}
}

func TestIncompleteHeads(t *testing.T) {
	whole := head("PUT", "a") + "\r\n"
	for _, n := range []int{1, 3, 30, len(whole) - 3, len(whole) - 1} {
		s, c := wireConn(t)
		c.send("%s", whole[:n])
		c.CloseWrite()
		c.wantRefusal(400)
		wantTags(t, s, testID)
	}
}
