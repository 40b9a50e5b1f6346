<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>個人情報保護審議会の会議録と答申 - 桐生ノ里町</title></head><body><div class="main"><h1>個人情報保護審議会の会議録と答申</h1>
<table><tr><th>回</th><th>諮問</th><th>会議録</th><th>答申</th></tr>
<tr><td>第30回</td><td><a href="doc/0003.pdf">諮問第8号</a></td><td><a href="doc/0001.pdf">令和2年7月1日</a></td><td><a href="doc/0002.pdf">令和2年7月9日</a></td></tr>
<tr><td>第29回</td><td><a href="doc/0006.pdf">諮問第7号</a></td><td><a href="doc/0004.pdf">令和2年1月20日</a></td><td><a href="doc/0005.pdf">令和2年1月31日</a></td></tr></table>
<p><a href="toushin.php?y=h30">平成30年度</a></p></div></body></html>
