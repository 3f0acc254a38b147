"""Resources that templates of these tests are made of."""

import json
from typing import Any

Resource = dict[str, Any]
CODE = "def handler(event, context): return {'statusCode': 200, 'body': 'hello'}"
PASSING = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}],
}
MACHINE = json.dumps({"StartAt": "End", "States": {"End": {"Type": "Succeed"}}})


def ref(name: str) -> dict[str, str]:
    return {"Ref": name}


def attribute(name: str, of: str) -> dict[str, list[str]]:
    return {"Fn::GetAtt": [name, of]}


EMPTY_ROLE = {
    "AssumeRolePolicyDocument": {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
}
ROLE: Resource = {"Type": "AWS::IAM::Role", "Properties": EMPTY_ROLE}
FUNCTION: Resource = {
    "Type": "AWS::Lambda::Function",
    "Properties": {
        "Runtime": "python3.12",
        "Handler": "index.handler",
        "Role": attribute("Role", "Arn"),
        "Code": {"ZipFile": CODE},
    },
}
QUEUE: Resource = {"Type": "AWS::SQS::Queue"}
TOPIC: Resource = {"Type": "AWS::SNS::Topic"}
GROUP: Resource = {"Type": "AWS::Logs::LogGroup"}
HTTP_API: Resource = {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Name": "api", "ProtocolType": "HTTP"}}
INTEGRATION: Resource = {
    "Type": "AWS::ApiGatewayV2::Integration",
    "Properties": {
        "ApiId": ref("Api"),
        "IntegrationType": "AWS_PROXY",
        "IntegrationUri": attribute("Function", "Arn"),
        "PayloadFormatVersion": "2.0",
    },
}
